"use strict";
/* What a person changes: for each line the words and phones that are different now. Undone, kept in the browser, saved as a file. */

const SHORTEST = 0.01; // seconds a phone keeps when its neighbour's edge is dragged
const SAME = 1e-6;

class Edits {
  constructor() {
    this.lines = {};
    this.past = [];
    this.future = [];
    this.saved = "{}";
    this.key = `visemes-review:${index.title}:${index.lines.map((line) => `${line.name}/${line.duration}`).join("|")}`;
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
      if (kept && typeof kept === "object" && !Array.isArray(kept)) this.lines = kept;
    } catch { /* a browser that keeps nothing, or something else's leavings */ }
    this.saved = this.text();
  }
  text() { return JSON.stringify(this.lines); }
  get count() {
    return Object.values(this.lines).reduce((sum, own) =>
      sum + Object.keys(own.words).length + Object.keys(own.phones).length + own.inserted.length, 0);
  }
  get unsaved() { return this.text() !== this.saved; }
  of(line) { return this.lines[line.name] ?? { words: {}, phones: {}, inserted: [] }; }

  /** Change a line; `how` gets its record and alters it. One call is one step of undo. */
  change(line, how) {
    const before = this.text(), own = structuredClone(this.of(line));
    how(own);
    for (const tier of [own.words, own.phones]) for (const [key, value] of Object.entries(tier)) if (!Object.keys(value).length) delete tier[key];
    this.lines[line.name] = own;
    if (!Object.keys(own.words).length && !Object.keys(own.phones).length && !own.inserted.length) delete this.lines[line.name];
    if (this.text() === before) return;
    this.past.push(before);
    this.future = [];
    this.keep();
  }
  step(from, to) {
    if (!from.length) return;
    to.push(this.text());
    this.lines = JSON.parse(from.pop());
    this.keep();
  }
  undo() { this.step(this.past, this.future); }
  redo() { this.step(this.future, this.past); }
  keep() { try { localStorage.setItem(this.key, this.text()); } catch { /* full, or forbidden: the file is what counts */ } }

  /** Words and phones of a line as they are with the changes. */
  applied(line) {
    const own = this.of(line), words = line.timeline.words.map((word, i) => ({ ...word, index: i, ...named(own.words[i]) }));
    const phones = line.timeline.phones.map((phone, i) => ({ ...phone, index: i, ...own.phones[i] }));
    for (const word of words) {
      word.changed = own.words[word.index] !== undefined;
      word.phones = line.timeline.phones.flatMap((phone, i) => {
        const middle = (phone.start + phone.end) / 2, base = line.timeline.words[word.index];
        return base.start <= middle && middle < base.end ? [i] : [];
      });
    }
    for (const { after, text } of own.inserted) {
      const place = words.findIndex((word) => word.index === after);
      const left = after < 0 ? { end: 0 } : words[place], next = words[place + 1];
      words.splice(place + 1, 0, { word: text, start: left.end, end: next ? next.start : line.duration, inserted: true, changed: true, index: null, after, phones: [] });
    }
    return { words, phones };
  }

  /** The file that `visemes apply` takes. */
  file() {
    const lines = index.lines.flatMap(({ name }, number) => {
      const own = this.lines[name];
      if (!own) return [];
      const { words, phones } = lineOf(number).timeline;
      return [{
        line: name,
        words: Object.entries(own.words).map(([i, change]) => ({ word: Number(i), said: words[i].word, ...change })),
        phones: Object.entries(own.phones).map(([i, change]) => ({ phone: Number(i), label: phones[i].phone, ...change })),
        inserted: own.inserted,
      }];
    });
    return { schema_version: 1, kind: "edits", lines };
  }
  /** Take changes from such a file; gives what did not fit, one sentence each. */
  open(file) {
    if (file?.kind !== "edits" || !Array.isArray(file.lines)) return ["This is no file of changes: it should say \"kind\": \"edits\"."];
    const problems = [], lines = structuredClone(this.lines);
    for (const { line: name, words = [], phones = [], inserted = [] } of file.lines) {
      const number = index.lines.findIndex((line) => line.name === name);
      if (number < 0) { problems.push(`The line ${name} is not on this page.`); continue; }
      const line = lineOf(number), own = { words: {}, phones: {}, inserted };
      for (const { word, said, ...change } of words) {
        if (line.timeline.words[word]?.word === said) own.words[word] = change;
        else problems.push(`${name}: word ${word + 1} is not “${said}”.`);
      }
      for (const { phone, label, ...change } of phones) {
        if (line.timeline.phones[phone]?.phone === label) own.phones[phone] = change;
        else problems.push(`${name}: phone ${phone + 1} is not ${label}.`);
      }
      lines[name] = own;
    }
    this.past.push(this.text());
    this.future = [];
    this.lines = lines;
    this.keep();
    return problems;
  }
}

/** A word's change in the names a word has. */
function named(change) {
  if (!change) return {};
  const { text, ...rest } = change;
  return text === undefined ? rest : { ...rest, word: text };
}

/** Give an edge of a word another time; its own phone goes with it, and a neighbour that touches it when `together`. */
function moveEdge(own, line, tier, i, edge, seconds, together = true) {
  const { words, phones } = edits.applied(line);
  const all = tier === "words" ? words.filter((word) => !word.inserted) : phones;
  const old = all.find((one) => one.index === i)[edge], other = edge === "start" ? "end" : "start";
  const limit = limits(phones, old, edge, together);
  const time = Math.round(Math.min(Math.max(seconds, limit[0], 0), limit[1], line.duration) * 1e6) / 1e6;
  const touches = (one, side) => Math.abs(one[side] - old) < SAME;
  const move = (record, one, side, base) => {
    record[one.index] = { ...record[one.index], [side]: time };
    if (Math.abs(base[one.index][side] - time) < SAME) delete record[one.index][side];
  };
  for (const phone of phones) {
    if (touches(phone, edge)) move(own.phones, phone, edge, line.timeline.phones);
    if (together && touches(phone, other)) move(own.phones, phone, other, line.timeline.phones);
  }
  for (const word of words) {
    if (word.inserted) continue;
    if (touches(word, edge)) move(own.words, word, edge, line.timeline.words);
    if (together && touches(word, other)) move(own.words, word, other, line.timeline.words);
  }
}

/** Between which times an edge may move: every phone beside it keeps its least length. */
function limits(phones, time, edge, together) {
  let low = 0, high = Infinity;
  for (const phone of phones) {
    if (Math.abs(phone.end - time) < SAME && (together || edge === "end")) low = Math.max(low, phone.start + SHORTEST);
    if (Math.abs(phone.start - time) < SAME && (together || edge === "start")) high = Math.min(high, phone.end - SHORTEST);
    if (phone.end < time - SAME || (Math.abs(phone.end - time) < SAME && !together && edge === "start")) low = Math.max(low, phone.end);
    if (phone.start > time + SAME || (Math.abs(phone.start - time) < SAME && !together && edge === "end")) high = Math.min(high, phone.start);
  }
  return [low, high];
}
