"use strict";
/* What is on the page, and what happens when somebody clicks or types. */

const edits = new Edits();
const cache = new Map();
const KEYS = [
  ["Space", "play or pause"], ["← →", "one frame back, on"], ["Shift ← →", "word before, after"], ["Home End", "start, end of the line"], ["L", "loop the selected word"],
  ["M", "mute"], ["[ ]", "slower, faster"], ["+ − 0", "larger, smaller, whole line"], ["N P", "next, previous line"], ["/", "search"], ["Ctrl Z", "undo; with Shift redo"], ["Ctrl S", "save changes"],
  ["Drag an edge", "move a word's or phone's boundary; with Alt only one side"], ["?", "this list"],
];
let line, kind, selected = null, current = -1, buttons = [];

function lineOf(number) {
  if (!cache.has(number)) cache.set(number, new Line(number));
  return cache.get(number);
}

const player = new Player(byId("wave"), (seconds, moved) => told(seconds, moved));
const lanes = new Lanes(byId("lanes"), byId("labels"), byId("wave"));
const editor = new Editor(byId("editor"), () => changed());

/* ---- one line ---- */

function open(number) {
  if (number < 0 || number >= index.lines.length) return;
  current = number;
  line = lineOf(number);
  selected = null;
  kind = line.kind;
  byId("name").textContent = line.name;
  byId("about").textContent = about();
  byId("warnings").replaceChildren(...line.warnings.map((text) => make("li", {}, text)));
  for (const radio of document.querySelectorAll('input[name="kind"]')) { radio.checked = radio.value === kind; radio.disabled = !(radio.value in line.looks); }
  chart();
  player.show(line);
  changed();
  listed();
  history.replaceState(null, "", `#${encodeURIComponent(line.name)}`);
}

function about() {
  const step = line.grid.step === 1 ? "on ones" : line.grid.step === 2 ? "on twos" : `every ${line.grid.step} frames`;
  const by = line.timeline.aligner ? `aligned by ${line.timeline.aligner}` : "";
  return [clock(line.duration), `${Number(line.fps.toFixed(3))} fps ${step}`, line.map_title, line.timeline.language, by].filter(Boolean).join(" · ");
}

function chart() {
  byId("chart").replaceChildren(...line.chart.map(({ viseme, look, description }) => {
    const canvas = make("canvas", { width: 124, height: 92, "aria-hidden": "true" });
    drawCropped(canvas, look);
    return make("li", { title: description, "data-viseme": viseme }, canvas, viseme);
  }));
}

/** A mouth in a picture that is wider than high. */
function drawCropped(canvas, look) {
  const square = make("canvas", { width: 124, height: 124 });
  drawMouth(square, look);
  canvas.getContext("2d").drawImage(square, 0, (124 - canvas.height) / -2 - 4);
}

/** Something was edited: everything that shows words, phones or changes is made anew. */
function changed() {
  const applied = edits.applied(line);
  if (selected) selected = applied.words.find((word) => same(word, selected)) ?? null;
  lanes.show(line, applied);
  lanes.selected = selected;
  words(applied.words);
  editor.show(line, selected);
  checks();
  differences();
  state();
  told(player.time, true);
}

function same(one, other) { return one.index === other.index && one.after === other.after && (one.index !== null || one.word === other.word); }

function state() {
  const count = edits.count;
  byId("saved").textContent = count ? `${count} change${count > 1 ? "s" : ""}${edits.unsaved ? ", not in a file yet" : ""}` : "";
  byId("save").disabled = !count;
  byId("undo").disabled = !edits.past.length;
  byId("redo").disabled = !edits.future.length;
}

function words(all) {
  let speaker = "";
  const parts = [];
  for (const word of all) {
    if (word.speaker && word.speaker !== speaker) parts.push(make("span", { class: "speaker" }, `${(speaker = word.speaker)}:`));
    const sure = word.confidence === undefined ? "" : `, ${Math.round(100 * word.confidence)} % sure`;
    const names = [trust(word.confidence, line.doubted), word.changed ? "changed" : "", word.gone ? "gone" : ""].join(" ");
    const button = make("button", { class: names, "aria-pressed": String(Boolean(selected && same(word, selected))), title: `${clock(word.start)}${sure}`, onclick: () => select(word) }, word.word);
    button.word = word;
    parts.push(button);
  }
  const kept = document.activeElement?.word;
  buttons = parts.filter((part) => part.word);
  spoken = null;
  byId("words").replaceChildren(...parts);
  if (kept) buttons.find((part) => same(part.word, kept))?.focus();
}

function select(word, seek = true) {
  selected = word;
  if (player.loop) player.loop = word;
  if (seek && word) player.time = word.start;
  changed();
}

function checks() {
  const { words: all, marks } = line.timeline, what = { different: "sounds different from", speech: "speech without a word", noise: "unexplained noise" };
  const rows = [
    ...all.filter((word) => (word.confidence ?? 1) < line.doubted).map((word) => [word.start, `“${word.word}” is only ${Math.round(100 * word.confidence)} % sure`]),
    ...marks.map((mark) => [mark.start, mark.mark === "different" ? `sounds different from “${at(all, (mark.start + mark.end) / 2)?.word ?? "its word"}”` : what[mark.mark] ?? mark.mark]),
  ].sort((a, b) => a[0] - b[0]);
  list(byId("checks"), "Worth a look", rows);
}

function differences() { list(byId("differences"), "Changed since the other version", line.differences.map((one) => [one.seconds, one.text])); }

function list(section, title, rows) {
  section.replaceChildren();
  if (!rows.length) return;
  section.append(make("h3", {}, `${title} (${rows.length})`), make("ul", { class: "rows" }, ...rows.map(([seconds, text]) =>
    make("li", {}, make("button", { onclick: () => { player.time = seconds; } }, make("span", { class: "time" }, clock(seconds)), text)))));
}

/* ---- time ---- */

let shownFrame = null, shownKind = null, spoken = null;

function told(seconds, moved) {
  if (!line || !player.wave) return;
  lanes.first = player.first;
  lanes.scale = player.scale;
  lanes.now = seconds;
  lanes.draw();
  byId("play").textContent = player.playing ? "Pause" : "Play";
  const frame = line.shownAt(seconds);
  if (frame === shownFrame && kind === shownKind && !moved) return;
  [shownFrame, shownKind] = [frame, kind];
  drawMouth(byId("mouth"), line.lookAt(seconds, kind));
  const cue = kind === "drawings" ? line.drawingAt(frame) : at(line.cues, seconds)?.viseme ?? line.rest;
  for (const item of byId("chart").children) item.classList.toggle("on", item.dataset.viseme === cue);
  const { words: all, phones } = lanes.applied, word = at(all, seconds), phone = at(phones, seconds);
  const button = word && buttons.find((one) => same(one.word, word));
  if (button !== spoken) { spoken?.classList.remove("now"); button?.classList.add("now"); spoken = button; }
  byId("now").replaceChildren(make("div", { class: "frame", id: "frame" }, String(frame)), make("dl", {},
    ...[["time", clock(seconds)], ["word", word?.word ?? "–"], ["phone", phone?.phone ?? "–"], ["viseme", cue]].flatMap(([name, text]) => [make("dt", {}, name), make("dd", { id: `now-${name}` }, text)])));
}

function frames(count) {
  player.stop();
  const frame = Math.min(Math.max(line.shownAt(player.time) + count, line.first_frame), line.last_frame);
  player.time = line.secondsAt(frame) + 1e-4; // a hair into the frame, so that a media element's rounding stays in it
}

function wordStep(count) {
  const all = lanes.applied.words.filter((word) => !word.inserted);
  const here = selected ? all.findIndex((word) => same(word, selected)) : all.findIndex((word) => word.end > player.time) - (count > 0 ? 1 : 0);
  const next = all[Math.min(Math.max(here + count, 0), all.length - 1)];
  if (next) select(next);
}

function loop() {
  player.loop = player.loop ? null : selected ?? at(lanes.applied.words, player.time) ?? null;
  byId("loop").setAttribute("aria-pressed", String(Boolean(player.loop)));
  if (player.loop) { if (!selected) select(player.loop, false); player.time = player.loop.start; if (!player.playing) player.toggle(); }
}

function mute() { player.setMuted(!player.muted); byId("mute").setAttribute("aria-pressed", String(player.muted)); }
function speed(by) { const box = byId("speed"); box.selectedIndex = Math.min(Math.max(box.selectedIndex + by, 0), box.options.length - 1); player.setRate(Number(box.value)); }

/* ---- the lanes under a pointer ---- */

const NEAR = 5; // pixels from an edge that still take hold of it
let held = null;

/** The edge under a pointer: its tier, index and side. */
function edgeAt(event) {
  const box = byId("lanes").getBoundingClientRect(), row = lanes.rowAt(event.clientY - box.top), seconds = lanes.seconds(event.clientX - box.left);
  if (row?.kind !== "words" && row?.kind !== "phones") return null;
  let best = null;
  for (const one of lanes.applied[row.kind]) {
    if (one.inserted) continue;
    for (const side of ["start", "end"]) {
      const distance = Math.abs(one[side] - seconds) * lanes.scale;
      if (distance <= NEAR && (!best || distance < best.distance)) best = { tier: row.kind, index: one.index, side, distance };
    }
  }
  return best;
}

function timeAt(event) { return lanes.seconds(event.clientX - byId("lanes").getBoundingClientRect().left); }

byId("lanes").addEventListener("pointerdown", (event) => {
  held = edgeAt(event) ?? { seek: true };
  byId("lanes").setPointerCapture(event.pointerId);
  if (held.seek) player.time = timeAt(event);
  else held.past = edits.past.length;
});
byId("lanes").addEventListener("pointermove", (event) => {
  if (!held) { byId("lanes").style.cursor = edgeAt(event) ? "ew-resize" : "default"; return; }
  if (held.seek) { player.time = timeAt(event); return; }
  if (edits.past.length > held.past) edits.undo(), edits.future.pop(); // a drag is one step: each move starts from where it began
  edits.change(line, (own) => moveEdge(own, line, held.tier, held.index, held.side, timeAt(event), !event.altKey));
  changed();
});
byId("lanes").addEventListener("pointerup", (event) => {
  const was = held;
  held = null;
  if (!was?.seek) return;
  const row = lanes.rowAt(event.clientY - byId("lanes").getBoundingClientRect().top), word = at(lanes.applied.words, timeAt(event));
  if (word && (row?.kind === "words" || row?.kind === "phones")) select(word, false);
});
byId("lanes").addEventListener("pointercancel", () => { held = null; });
byId("lanes").addEventListener("wheel", (event) => {
  if (event.ctrlKey || event.metaKey) { event.preventDefault(); zoomAt(event, Math.exp(-event.deltaY / 300)); }
  else if (event.deltaX || event.shiftKey) { event.preventDefault(); player.first += (event.deltaX || event.deltaY) / player.scale; }
}, { passive: false });

function zoomAt(event, factor) {
  const x = event ? event.clientX - byId("lanes").getBoundingClientRect().left : lanes.x(player.time), seconds = lanes.seconds(x);
  player.zoom(player.scale * factor);
  player.first = seconds - x / player.scale;
}

/* ---- the list of lines ---- */

function listed() {
  const sought = byId("search").value.trim().toLowerCase();
  const found = index.lines.flatMap((one, number) => (`${one.name} ${one.text}`.toLowerCase().includes(sought) ? [number] : []));
  byId("count").textContent = sought ? `${found.length} of ${index.lines.length} lines` : `${index.lines.length} lines`;
  byId("list").replaceChildren(...found.map((number) => {
    const one = index.lines[number];
    return make("li", {}, make("button", { "aria-current": String(number === current), onclick: () => open(number) },
      ...(one.doubts ? [make("span", { class: "doubts", title: "words and stretches worth a look" }, `${one.doubts} ?`)] : []),
      make("b", {}, `${edits.lines[one.name] ? "• " : ""}${one.name}`), make("small", {}, one.text)));
  }));
}

/* ---- files ---- */

function save() {
  if (!edits.count) return;
  const text = `${JSON.stringify(edits.file(), null, 2)}\n`;
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: `${index.title.replace(/[\\/:*?"<>|]+/g, "_")}.edits.json` });
  link.click();
  edits.saved = edits.text();
  state();
}

async function load(file) {
  let problems;
  try { problems = edits.open(JSON.parse(await file.text())); } catch { problems = ["This file cannot be read as JSON."]; }
  changed();
  listed();
  if (problems.length) { byId("saved").textContent = problems.join(" "); }
}

/* ---- buttons and keys ---- */

function theme(name) {
  document.documentElement.dataset.theme = name;
  try { localStorage.setItem("visemes-theme", name); } catch { /* a browser that keeps nothing */ }
  lanes.colours();
  player.recolour();
  lanes.draw();
}

const CLICKS = {
  play: () => player.toggle(), previous: () => frames(-1), next: () => frames(1), loop, mute, undo: () => back("undo"), redo: () => back("redo"), save, load: () => byId("load-file").click(),
  in: () => zoomAt(null, 1.6), out: () => zoomAt(null, 1 / 1.6), fit: () => player.zoom(0), help: () => byId("keys").showModal(), theme: () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"),
};
const PRESSES = {
  " ": () => player.toggle(), ArrowLeft: (event) => (event.shiftKey ? wordStep(-1) : frames(-1)), ArrowRight: (event) => (event.shiftKey ? wordStep(1) : frames(1)),
  Home: () => { player.time = 0; }, End: () => { player.time = line.duration; }, l: loop, m: mute, "[": () => speed(-1), "]": () => speed(1), "+": CLICKS.in, "=": CLICKS.in, "-": CLICKS.out, 0: CLICKS.fit,
  n: () => open(current + 1), p: () => open(current - 1), "/": () => byId("search").focus(), "?": CLICKS.help,
};

function back(which) { edits[which](); changed(); listed(); }

for (const [name, action] of Object.entries(CLICKS)) byId(name).addEventListener("click", action);
byId("search").addEventListener("input", listed);
byId("speed").addEventListener("change", () => speed(0));
byId("shown").addEventListener("change", () => { lanes.shown = byId("shown").value; changed(); });
byId("load-file").addEventListener("change", (event) => { if (event.target.files[0]) load(event.target.files[0]); event.target.value = ""; });
for (const radio of document.querySelectorAll('input[name="kind"]')) radio.addEventListener("change", () => { kind = radio.value; told(player.time, true); });
document.addEventListener("keydown", (event) => {
  const control = event.ctrlKey || event.metaKey, key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (control && key === "s") { event.preventDefault(); save(); return; }
  const typing = event.target.matches("input:not([type=radio]), select, textarea") || byId("keys").open;
  if (typing) { if (key === "Escape") event.target.blur(); return; }
  if (control && key === "z") { event.preventDefault(); back(event.shiftKey ? "redo" : "undo"); return; }
  if (control || event.altKey || !(key in PRESSES) || (key === " " && event.target.matches("#words button, #chart button"))) return;
  event.preventDefault();
  if (event.target.matches("button")) event.target.blur();
  PRESSES[key](event);
});
window.addEventListener("beforeunload", (event) => { if (edits.unsaved) event.preventDefault(); });
new ResizeObserver(() => { if (line) told(player.time, true); }).observe(byId("tracks"));

let wanted = null;
try { wanted = localStorage.getItem("visemes-theme"); } catch { /* a browser that keeps nothing */ }
document.documentElement.dataset.theme = wanted ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
byId("title").textContent = index.title;
document.body.classList.toggle("single", index.lines.length === 1);
byId("keys").querySelector("table").replaceChildren(...KEYS.map(([key, text]) => make("tr", {}, make("td", {}, make("kbd", {}, key)), make("td", {}, text))));
/* review.html#name or review.html#name@seconds leads to a place */
let asked = "";
try { asked = decodeURIComponent(location.hash.slice(1)); } catch { /* somebody else's anchor */ }
const [, askedName, askedTime] = /^(.*?)(?:@([\d.]+))?$/s.exec(asked);
open(Math.max(0, index.lines.findIndex((one) => one.name === askedName)));
if (askedTime) player.time = Number(askedTime) || 0;
