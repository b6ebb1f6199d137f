import assert from "node:assert/strict";
import { test } from "node:test";

import { sharesOf, spotOf } from "../js/parts/heat.js";

test("the warmest step has the whole share, the others theirs of it", () => {
  const heat = { Task_A: { value: 4, text: "4 · 3 days" }, Task_B: { value: 1, text: "1 · 1 day" } };

  assert.deepEqual(sharesOf(heat), [
    { id: "Task_A", share: 1, text: "4 · 3 days" },
    { id: "Task_B", share: 0.25, text: "1 · 1 day" },
  ]);
});

test("where no time was spent nothing is warm", () => {
  assert.deepEqual(sharesOf({ Task_A: { value: 0, text: "1 · less than a minute" } }).map(({ share }) => share), [0]);
  assert.deepEqual(sharesOf({}), []);
});

test("a spot lies around its step, and a warmer one is larger and redder", () => {
  const step = { x: 100, y: 50, width: 100, height: 80 };

  const [cool, warm] = [spotOf(step, 0), spotOf(step, 1)];

  assert.deepEqual([cool.cx, cool.cy, cool.rx, cool.ry], [150, 90, 64, 54]);
  assert.deepEqual([warm.rx, warm.fill], [80, "hsl(0 95% 50%)"]);
  assert.equal(cool.fill, "hsl(52 95% 50%)");
});
