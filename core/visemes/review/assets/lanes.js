"use strict";
/* Everything over time, drawn on one canvas that shows what the waveform above it shows: only what is in sight is drawn. */

const ROW = { ruler: 24, words: 28, phones: 24, cues: 24, drawings: 26, curve: 46, old: 20 };
const CHANNELS = ["jaw", "lips", "tongue", "face"];

class Lanes {
  constructor(canvas, labels, wave) {
    this.canvas = canvas;
    this.labels = labels;
    this.wave = wave;
    this.first = 0;
    this.scale = 100; // pixels a second
    this.shown = "moving";
    this.style = {};
  }
  /** Show a line; its rows are made anew. */
  show(line, applied) {
    this.line = line;
    this.applied = applied;
    const rows = [["frames", ROW.ruler, "ruler"], ["words", ROW.words, "words"], ["phones", ROW.phones, "phones"], ["visemes", ROW.cues, "cues"], ["drawings", ROW.drawings, "drawings"]];
    if (line.old) rows.splice(2, 0, ["words before", ROW.old, "old words"]), rows.push(["drawings before", ROW.old, "old drawings"]);
    for (const strand of this.curves()) rows.push([strand.label, ROW.curve, "curve", strand]);
    let top = 0;
    this.rows = rows.map(([name, height, kind, strand]) => { const row = { name, top, height, kind, strand }; top += height; return row; });
    this.height = top;
    this.canvas.style.height = `${top}px`;
    const above = this.wave.offsetHeight;
    this.labels.replaceChildren(make("span", { style: `top:${above / 2 - 9}px` }, "sound"), ...this.rows.map((row) =>
      make("span", { style: `top:${above + row.top + row.height / 2 - 9}px`, title: row.name }, row.name)));
    this.colours();
    this.draw();
  }
  /** The rows of curves: those that move with left and right together, or every one. */
  curves() {
    const { curves, strands } = this.line, of = (shape) => curves.find((curve) => curve.shape === shape);
    const rows = {
      none: [],
      moving: strands.map(({ label, channel, shapes }) => ({ label, channel, curves: shapes.map(of) })),
      all: curves.map((curve) => ({ label: curve.shape, channel: curve.channel, curves: [curve] })),
    }[this.shown];
    return rows.sort((one, other) => CHANNELS.indexOf(one.channel) - CHANNELS.indexOf(other.channel));
  }
  colours() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["ink", "faint", "line", "panel", "sure", "fair", "unsure", "head", "select", "old", "accent", ...CHANNELS]) this.style[name] = style.getPropertyValue(`--${name}`).trim();
  }
  x(seconds) { return (seconds - this.first) * this.scale; }
  seconds(x) { return this.first + x / this.scale; }
  rowAt(y) { return this.rows.find((row) => row.top <= y && y < row.top + row.height); }

  draw() {
    if (!this.line) return;
    const width = this.canvas.clientWidth, ratio = window.devicePixelRatio || 1;
    if (!width) return;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    const ctx = (this.ctx = this.canvas.getContext("2d"));
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = this.style.panel;
    ctx.fillRect(0, 0, width, this.height);
    this.last = this.seconds(width);
    this.width = width;
    ctx.font = "12px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    this.selection();
    for (const row of this.rows) {
      ctx.strokeStyle = this.style.line;
      ctx.lineWidth = 1;
      ctx.beginPath(); ctx.moveTo(0, row.top + 0.5); ctx.lineTo(width, row.top + 0.5); ctx.stroke();
      this[DRAW[row.kind]](row);
    }
    this.marks();
    this.head();
  }
  selection() {
    if (!this.selected) return;
    this.ctx.fillStyle = this.style.select;
    this.ctx.fillRect(this.x(this.selected.start), 0, (this.selected.end - this.selected.start) * this.scale, this.height);
  }
  head() {
    const x = this.x(this.now ?? 0);
    this.ctx.strokeStyle = this.style.head;
    this.ctx.lineWidth = 1.5;
    this.ctx.beginPath(); this.ctx.moveTo(x, 0); this.ctx.lineTo(x, this.height); this.ctx.stroke();
  }
  marks() {
    const words = this.rows.find((row) => row.kind === "words");
    for (const mark of this.line.timeline.marks) {
      if (mark.end < this.first || mark.start > this.last) continue;
      this.ctx.fillStyle = this.style.unsure;
      this.ctx.fillRect(this.x(mark.start), words.top + 1, Math.max(2, (mark.end - mark.start) * this.scale), 3);
    }
  }
  drawRuler(row) {
    const { ctx, line } = this, gap = this.scale / line.fps;
    const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000], label = steps.find((step) => step * gap >= 46) ?? 20000;
    const tick = steps.find((step) => step * gap >= 5) ?? label;
    ctx.fillStyle = this.style.faint;
    ctx.strokeStyle = this.style.faint;
    for (let frame = Math.ceil(line.frameAt(this.first) / tick) * tick; frame <= line.frameAt(this.last); frame += tick) {
      const x = this.x(line.secondsAt(frame)), major = frame % label === 0;
      ctx.beginPath(); ctx.moveTo(x, row.top + row.height); ctx.lineTo(x, row.top + row.height - (major ? 9 : 4)); ctx.stroke();
      if (major) { ctx.textAlign = "left"; ctx.fillText(String(frame), x + 3, row.top + 9); }
    }
  }
  boxes(row, tier, label, fill, edge) {
    const { ctx } = this;
    for (const one of tier) {
      if (one.end < this.first || one.start > this.last) continue;
      const x = this.x(one.start), width = Math.max(1, (one.end - one.start) * this.scale);
      ctx.fillStyle = fill(one);
      ctx.globalAlpha = one.gone ? 0.1 : 0.28;
      ctx.fillRect(x, row.top + 3, width, row.height - 5);
      ctx.globalAlpha = 1;
      ctx.fillStyle = edge?.(one) ?? this.style.faint;
      ctx.fillRect(x, row.top + 3, 1, row.height - 5);
      this.write(label(one), x, width, row, one.gone);
    }
  }
  write(text, x, width, row, struck = false) {
    const { ctx } = this, left = Math.max(x, 0), room = Math.min(x + width, this.width) - left - 3;
    for (const size of [12, 10, 8]) {
      ctx.font = `${size}px system-ui, sans-serif`;
      const wide = ctx.measureText(text).width;
      if (wide > room) continue;
      const place = left + 2 + (room - wide) / 2;
      ctx.fillStyle = this.style.ink;
      ctx.textAlign = "left";
      ctx.fillText(text, place, row.top + row.height / 2 + 1);
      if (struck) ctx.fillRect(place, row.top + row.height / 2, wide, 1);
      break;
    }
    ctx.font = "12px system-ui, sans-serif";
  }
  drawWords(row) {
    this.boxes(row, this.applied.words, (word) => word.word, (word) => (word.changed ? this.style.accent : this.style[trust(word.confidence, this.line.doubted)] ?? this.style.faint));
  }
  drawPhones(row) {
    this.boxes(row, this.applied.phones, (phone) => phone.phone, (phone) => this.style[trust(phone.confidence, this.line.doubted)] ?? this.style.faint);
  }
  drawCues(row) { this.boxes(row, this.line.cues, (cue) => cue.viseme, (cue) => (cue.viseme === this.line.rest ? this.style.panel : this.style.accent)); }
  exposures(row, line) {
    const tier = line.exposures.map((one) => ({ start: this.line.secondsAt(one.frame), end: this.line.secondsAt(one.frame + one.frames), viseme: one.viseme }));
    this.boxes(row, tier, (one) => one.viseme, (one) => (one.viseme === line.rest ? this.style.panel : this.style.ink));
  }
  drawDrawings(row) { this.exposures(row, this.line); }
  drawOldDrawings(row) { this.exposures(row, this.line.old); }
  drawOldWords(row) { this.boxes(row, this.line.old.timeline.words, (word) => word.word, () => this.style.old); }
  drawCurve(row) {
    const { ctx, line } = this, { curves, channel } = row.strand;
    const olds = line.old ? line.old.curves.filter((curve) => curves.some((one) => one.shape === curve.shape)) : [];
    const values = [...curves, ...olds].flatMap((curve) => curve.keys.map((key) => key.value));
    const low = Math.min(0, ...values), high = Math.max(0.25, ...values);
    const y = (value) => row.top + row.height - 5 - ((value - low) / (high - low)) * (row.height - 10);
    const trace = (curve, colour, dashes) => {
      ctx.strokeStyle = colour;
      ctx.setLineDash(dashes);
      ctx.beginPath();
      for (let x = 0; x <= this.width; x += 1) ctx.lineTo(x, y(valueAt(curve, line.frameAt(this.seconds(x)))));
      ctx.stroke();
      ctx.setLineDash([]);
    };
    ctx.strokeStyle = this.style.line;
    ctx.beginPath(); ctx.moveTo(0, y(0)); ctx.lineTo(this.width, y(0)); ctx.stroke();
    for (const old of olds) trace(old, this.style.old, [4, 3]);
    ctx.lineWidth = 1.5;
    ctx.fillStyle = this.style[channel] ?? this.style.ink;
    curves.forEach((curve, side) => {
      trace(curve, ctx.fillStyle, side ? [6, 3] : []);
      for (const key of curve.keys) {
        const x = this.x(line.secondsAt(key.frame));
        if (x < -4 || x > this.width + 4) continue;
        ctx.beginPath(); ctx.arc(x, y(key.value), 3, 0, 2 * Math.PI); ctx.fill();
      }
    });
  }
}

const DRAW = { ruler: "drawRuler", words: "drawWords", phones: "drawPhones", cues: "drawCues", drawings: "drawDrawings", curve: "drawCurve", "old words": "drawOldWords", "old drawings": "drawOldDrawings" };
