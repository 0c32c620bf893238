// Does an address lead where it says, and nobody past the log-in?
import assert from "node:assert/strict";
import { test } from "node:test";

import { allowed, entries, entryOf, isRoot, parse } from "../../src/wangge/field/static/field/router_rules.js";

test("an address names a screen and what it is about", () => {
  assert.deepEqual(parse("#/case/018f-ab"), { name: "case", params: ["018f-ab"] });
  assert.deepEqual(parse("#/form/a%20b"), { name: "form", params: ["a b"] });
});

test("what cannot be read leads to today", () => {
  for (const hash of ["", "#", "#/", "#/nowhere", "#/../today/x", undefined, "#/%E0%A4%A"]) {
    assert.deepEqual(parse(hash), { name: "today", params: [] });
  }
});

test("without a person there is only the log-in and what we do not collect", () => {
  assert.equal(allowed(parse("#/case/1"), false).name, "login");
  assert.equal(allowed(parse("#/nothing"), false).name, "nothing");
  assert.equal(allowed(parse("#/case/1"), true).name, "case");
});

test("who is logged in may log in again", () => {
  assert.equal(allowed(parse("#/login"), true).name, "login");
});

test("the bar has at most five entries, and no report for a post that reports nothing", () => {
  assert.deepEqual(entries({ report: true }), ["today", "report", "grids", "outbox", "me"]);
  assert.deepEqual(entries({ report: false }), ["today", "grids", "outbox", "me"]);
  assert.equal(entries(null).length, 5);
});

test("a case marks today; only a screen of the bar has no way back", () => {
  assert.equal(entryOf("case"), "today");
  assert.equal(entryOf("outbox"), "outbox");
  assert.equal(isRoot("today"), true);
  assert.equal(isRoot("case"), false);
});
