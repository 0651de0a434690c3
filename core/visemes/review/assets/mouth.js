"use strict";
/* A plain mouth from lip gap, width and contact; the proportions are those of visemes.preview.mouth. */

const MOUTH = { lip: "#ba5454", inside: "#461016", teeth: "#f6f3e8", tongue: "#c46268" };

function drawMouth(canvas, [gap, width, contact]) {
  const ctx = canvas.getContext("2d"), size = canvas.width / 2, across = Math.max(-1.2, Math.min(1.2, width));
  const half = 0.58 + 0.2 * across, high = Math.max(0.66 * Math.min(gap, 1.3), contact ? 0.08 : 0);
  ctx.setTransform(size, 0, 0, size, canvas.width / 2, canvas.height / 2);
  ctx.clearRect(-2, -2, 4, 4);
  const shape = (wide, top, bottom) => {
    ctx.beginPath();
    for (let step = 0; step <= 40; step++) { const x = -wide + (wide * step) / 20; ctx.lineTo(x, top(x)); }
    for (let step = 40; step >= 0; step--) { const x = -wide + (wide * step) / 20; ctx.lineTo(x, bottom(x)); }
    ctx.closePath();
  };
  const arch = (x) => Math.sqrt(Math.max(0, 1 - (x / half) ** 2));
  const lip = (x) => 0.13 * (1 - 0.25 * across) * Math.sqrt(Math.max(0, 1 - (x / (half + 0.07)) ** 2));
  const bow = (x) => 1 - 0.22 * Math.exp(-((x / 0.09) ** 2));
  const top = (x) => -0.35 * high * arch(x), bottom = (x) => 0.65 * high * arch(x);
  ctx.fillStyle = MOUTH.lip;
  shape(half + 0.07, (x) => top(x) - lip(x) * bow(x), (x) => bottom(x) + (contact ? 0.7 : 1.15) * lip(x));
  ctx.fill();
  ctx.fillStyle = MOUTH.inside;
  if (high < 0.028) { shape(half, () => -0.014, () => 0.014); ctx.fill(); return; }
  shape(half, top, bottom);
  ctx.fill();
  ctx.save();
  ctx.clip();
  if (contact) { ctx.fillStyle = MOUTH.teeth; shape(half, top, (x) => bottom(x) - 0.014); ctx.fill(); ctx.restore(); return; }
  ctx.fillStyle = MOUTH.tongue;
  ctx.beginPath();
  ctx.ellipse(0, 0.65 * high, 0.62 * half, Math.max(0.36 * high, 1e-3), 0, 0, 2 * Math.PI);
  ctx.fill();
  if (across > -0.55) { ctx.fillStyle = MOUTH.teeth; shape(half, (x) => top(x) - 0.01, (x) => top(x) + 0.13); ctx.fill(); }
  ctx.restore();
}
