"use strict";
/* Sound and time: a media element that wavesurfer shows as a waveform. Without a sound, a clock takes its place. */

class Player {
  constructor(container, told) {
    this.told = told; // told the time, and whether what is in sight changed
    this.container = container;
    this.rate = 1;
    this.muted = false;
  }
  show(line) {
    this.wave?.destroy();
    if (this.url) URL.revokeObjectURL(this.url);
    const sound = line.audio(), media = new Audio();
    media.preload = "auto";
    this.line = line;
    this.media = media;
    this.silent = !sound;
    this.url = sound ? URL.createObjectURL(sound) : null;
    if (sound) media.src = this.url;
    media.addEventListener("loadedmetadata", () => { if (this.clock && this.media === media) this.wave.setTime(this.clock); }, { once: true });
    this.clock = 0;
    this.loop = null;
    this.wave = WaveSurfer.create({
      container: this.container, height: 84, media, peaks: [line.wave.length ? line.wave : [0, 0]], duration: line.duration,
      minPxPerSec: 0, autoScroll: true, autoCenter: false, dragToSeek: true, cursorWidth: 2, normalize: true, ...this.colours(),
    });
    for (const event of ["scroll", "zoom", "redraw", "ready"]) this.wave.on(event, () => this.told(this.time, true));
    this.wave.on("interaction", (seconds) => { this.clock = seconds; this.told(seconds, false); });
    media.addEventListener("ended", () => { this.clock = line.duration; });
    for (const event of ["play", "pause", "finish"]) this.wave.on(event, () => this.told(this.time, false));
    media.playbackRate = this.rate;
    media.muted = this.muted;
    cancelAnimationFrame(this.beat);
    const beat = (stamp) => { this.tick(stamp); this.beat = requestAnimationFrame(beat); };
    this.beat = requestAnimationFrame(beat);
  }
  colours() {
    const style = getComputedStyle(document.documentElement), of = (name) => style.getPropertyValue(name).trim();
    return { waveColor: of("--wave"), progressColor: of("--played"), cursorColor: of("--head") };
  }
  recolour() { this.wave?.setOptions(this.colours()); }
  tick(stamp) {
    if (!this.playing) { this.stamp = stamp; return; }
    if (!this.silent) this.clock = this.media.currentTime;
    if (this.silent) {
      this.clock += ((stamp - this.stamp) / 1000) * this.rate;
      if (this.clock >= this.line.duration) { this.clock = this.line.duration; this.running = false; }
      this.wave.setTime(this.clock);
    }
    this.stamp = stamp;
    if (this.loop && (this.time >= this.loop.end || this.time < this.loop.start - 0.05)) this.time = this.loop.start;
    this.told(this.time, false);
  }
  /** Only a playing element is asked for the time: while it seeks or loads it may still tell an older one. */
  get time() { return this.silent || this.media.paused ? this.clock : this.media.currentTime; }
  set time(seconds) {
    const time = Math.min(Math.max(seconds, 0), this.line.duration);
    this.clock = time;
    this.wave.setTime(time);
    this.told(time, false);
  }
  get playing() { return this.silent ? Boolean(this.running) : !this.media.paused; }
  stop() {
    this.clock = this.time;
    this.running = false;
    this.media.pause();
  }
  async toggle() {
    if (this.playing) this.stop();
    else {
      if (this.time >= this.line.duration - 0.01) this.time = this.loop?.start ?? 0;
      if (this.silent) this.running = true;
      else await this.media.play().catch((error) => { if (error.name !== "AbortError") throw error; });
    }
    this.told(this.time, false);
  }
  setRate(rate) { this.rate = rate; this.media.playbackRate = rate; }
  setMuted(muted) { this.muted = muted; this.media.muted = muted; }
  get fitted() { return this.container.clientWidth / this.line.duration; }
  get scale() { return Math.max(this.wave.options.minPxPerSec || 0, this.fitted); }
  /** Pixels a second; what is under the playhead stays where it is. */
  zoom(scale) {
    const least = this.fitted, most = Math.max(least, 2000, 40 * this.line.fps);
    this.wave.zoom(Math.min(Math.max(scale, least), most));
    this.told(this.time, true);
  }
  get first() { return this.wave.getScroll() / this.scale; }
  set first(seconds) { this.wave.setScroll(Math.max(0, seconds * this.scale)); this.told(this.time, true); }
}
