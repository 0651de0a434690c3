"use strict";
/* The lines of the page and the arithmetic of their frames. Times are seconds, frames as in the JSON format. */

const byId = (id) => document.getElementById(id);
const index = JSON.parse(byId("index").textContent);

/** A number or a fraction as the JSON format writes it: 24, "24000/1001". */
function ratio(value) {
  const [top, bottom = "1"] = String(value).split("/");
  return Number(top) / Number(bottom);
}

/** Base64 as bytes. */
function bytes(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

class Line {
  constructor(number) {
    this.number = number;
    Object.assign(this, JSON.parse(byId(`line-${number}`).textContent));
    this.fps = ratio(this.grid.fps);
    this.start = this.grid.start_frame;
    this.offset = ratio(this.grid.offset);
    this.duration = this.timeline.duration;
    this.wave = Float32Array.from(bytes(this.peaks), (value) => value / 255);
    for (const curve of [...this.curves, ...(this.old?.curves ?? [])]) for (const key of curve.keys) key.frame = ratio(key.frame);
  }
  audio() {
    const base64 = byId(`sound-${this.number}`).textContent;
    return base64 ? new Blob([bytes(base64)], { type: "audio/ogg" }) : null;
  }
  frameAt(seconds) { return this.start + (seconds + this.offset) * this.fps; }
  secondsAt(frame) { return (frame - this.start) / this.fps - this.offset; }
  /** The whole frame on show at a time, give or take a microsecond. */
  shownAt(seconds) {
    return Math.min(Math.max(Math.floor(this.frameAt(seconds + 1e-6)), this.first_frame), this.last_frame);
  }
  lookAt(seconds, kind) { return (this.looks[kind] ?? this.looks.drawings)[this.shownAt(seconds) - this.first_frame]; }
  drawingAt(frame) { return this.exposures.find((one) => one.frame <= frame && frame < one.frame + one.frames)?.viseme ?? this.rest; }
}

/** What of a sorted tier holds at a time. */
function at(tier, seconds) { return tier.find((one) => one.start <= seconds && seconds < one.end); }

/** The weight of a curve at a fractional frame: cubic Hermite between keys, constant outside. */
function valueAt(curve, frame) {
  const keys = curve.keys;
  if (!keys.length) return 0;
  let low = 0, high = keys.length;
  while (low < high) { const middle = (low + high) >> 1; if (keys[middle].frame <= frame) low = middle + 1; else high = middle; }
  if (low === 0 || low === keys.length) return keys[Math.max(low - 1, 0)].value;
  const left = keys[low - 1], right = keys[low], length = right.frame - left.frame, t = (frame - left.frame) / length;
  if (left.interpolation === "stepped") return left.value;
  if (left.interpolation === "linear") return left.value + t * (right.value - left.value);
  const u = 1 - t;
  return left.value * u * u * (1 + 2 * t) + right.value * t * t * (3 - 2 * t) + length * t * u * (left.slope_out * u - right.slope_in * t);
}

/** Seconds as 0:01.234. */
function clock(seconds) {
  const whole = Math.floor(seconds / 60);
  return `${whole}:${(seconds - 60 * whole).toFixed(3).padStart(6, "0")}`;
}

function trust(confidence, doubted) {
  if (confidence === undefined || confidence === null) return "";
  return confidence < doubted ? "unsure" : confidence < 0.8 ? "fair" : "sure";
}

/** A new element with attributes and children; text is always text, never markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}
