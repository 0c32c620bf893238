// Does one walk the shorter way, and does today's page show each matter once, in its group and light?
import assert from "node:assert/strict";
import { test } from "node:test";

import { farAway, groups, lightNow, overdueBy, timeLeft } from "../../src/wangge/field/static/field/today_rules.js";
import { metres, middleOf, walkingOrder, wayLength } from "../../src/wangge/field/static/field/walking_rules.js";

const NOW = new Date("2024-03-05T02:00:00Z");
const HERE = { lon: 113.68, lat: 34.78 };
const at = (east, north, more = {}) => ({ lon: HERE.lon + east / 1000, lat: HERE.lat + north / 1000, ...more });

test("a thousandth of a degree is 111 m to the north and 91 m to the east", () => {
  assert.equal(Math.round(metres(HERE, at(0, 1))), 111);
  assert.equal(Math.round(metres(HERE, at(1, 0))), 91);
});

test("places on a line are walked along the line", () => {
  const order = walkingOrder([at(3, 0), at(1, 0), at(2, 0)], HERE);

  assert.deepEqual(order.map((place) => Math.round((place.lon - HERE.lon) * 1000)), [1, 2, 3]);
});

test("the way never crosses itself", () => {
  let seed = 3;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const places = Array.from({ length: 40 }, () => at(random() * 10, random() * 10));

  const way = [HERE, ...walkingOrder(places, HERE)];

  const turn = (a, b, c) => Math.sign((b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon));
  const cross = (a, b, c, d) => turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
  const crossings = way.slice(1).flatMap((_, n) => way.slice(n + 3).filter((__, m) => cross(way[n], way[n + 1], way[n + m + 2], way[n + m + 3])));
  assert.deepEqual(crossings, []);
});

test("sixty places at random: nothing is lost, the way gets shorter", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const places = Array.from({ length: 60 }, () => at(random() * 10, random() * 10));

  const order = walkingOrder(places, HERE);

  assert.equal(new Set(order).size, 60);
  assert.ok(wayLength(order, HERE) < wayLength(places, HERE) / 3);
});

test("a matter without a point comes last, and without a start the order stays", () => {
  const nowhere = { lon: null, lat: null };
  assert.equal(walkingOrder([nowhere, at(2, 0), at(1, 0)], HERE)[2], nowhere);
  const two = [at(2, 0), at(1, 0)];
  assert.deepEqual(walkingOrder(two, null), two);
});

test("the middle of my grid is read from the bundle's outline", () => {
  const square = [0, 0, 10000, 0, 0, 10000, -10000, 0];
  const grids = { zero: [113.68, 34.78], step: 1e-6, units: [
    { mine: false, level: 5, rings: [[90000, 90000, 5, 5]] },
    { mine: true, level: 5, rings: [square] },
  ] };

  const middle = middleOf(grids);

  assert.ok(Math.abs(middle.lon - 113.685) < 1e-9 && Math.abs(middle.lat - 34.785) < 1e-9);
  assert.equal(middleOf({ units: [] }), null);
});

const card = (more) => ({ id: "1", mine: "task", light: "green", due_at: "2024-03-06T02:00:00Z", at: "2024-03-01T00:00:00Z", ended_at: null, ...at(1, 0), ...more });

test("a light turns red on the phone when the limit passes without a network", () => {
  const late = card({ due_at: "2024-03-05T01:00:00Z", light: "yellow" });

  assert.equal(lightNow(late, NOW), "red");
  assert.deepEqual(overdueBy(late, NOW), { hours: 1 });
  assert.deepEqual(overdueBy(card({ due_at: "2024-03-05T01:40:00Z" }), NOW), { minutes: 20 });
  assert.deepEqual(overdueBy(card({ due_at: "2024-03-03T01:40:00Z" }), NOW), { days: 2 });
  assert.equal(lightNow(card({ ended_at: "2024-03-05T00:00:00Z", due_at: "2024-03-04T00:00:00Z" }), NOW), "green");
});

test("what is left is said of the next 24 hours", () => {
  assert.deepEqual(timeLeft(card({ due_at: "2024-03-05T05:10:00Z" }), NOW), { hours: 3 });
  assert.deepEqual(timeLeft(card({ due_at: "2024-03-05T02:20:00Z" }), NOW), { minutes: 20 });
  assert.equal(timeLeft(card({ due_at: "2024-03-07T02:00:00Z" }), NOW), null);
  assert.equal(timeLeft(card({ due_at: "2024-03-05T01:00:00Z" }), NOW), null);
});

test("each matter stands once: due, on the way, reported by me", () => {
  const cards = [
    card({ id: "green" }), card({ id: "yellow", light: "yellow" }), card({ id: "red", light: "red" }),
    card({ id: "check", mine: "check" }), card({ id: "mine", mine: "reported", light: "red" }),
    card({ id: "over", mine: "reported", ended_at: "2024-03-04T00:00:00Z" }),
  ];

  const shown = groups(cards, HERE, NOW);

  assert.deepEqual(shown.due.map((one) => one.id), ["red", "yellow"]);
  assert.deepEqual(shown.near.map((one) => one.id).sort(), ["check", "green"]);
  assert.deepEqual(shown.mine.map((one) => one.id), ["mine", "over"]);
});

test("distance is said in tens of metres, then in hundreds", () => {
  assert.equal(farAway(at(1, 0), HERE), 90);
  assert.equal(farAway(at(20, 0), HERE), 1800);
  assert.equal(farAway({ lon: null, lat: null }, HERE), null);
});
