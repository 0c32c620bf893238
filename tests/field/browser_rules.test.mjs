// Are the browsers that keep nothing, or not for long, told apart?
import assert from "node:assert/strict";
import { test } from "node:test";

import { canReport, kindOf, labelOf, onlineOnly } from "../../src/wangge/field/static/field/browser_rules.js";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Mobile/15E148 Safari/604.1";
const IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Safari/605.1.15";
const ANDROID = "Mozilla/5.0 (Linux; Android 10; RMX1971 Build/QKQ1.190918.001) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.104 Mobile Safari/537.36";
const NEW_ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36";
const WECHAT = `${ANDROID} MMWEBID/1 MicroMessenger/8.0.2`;

const phone = (changes = {}) => ({ isSecure: true, hasCrypto: true, hasStore: true, hasWorker: true, isStandalone: false, kind: kindOf({ userAgent: ANDROID, touchPoints: 5 }), ...changes });

test("an ordinary browser on Android keeps what it is given", () => {
  assert.equal(onlineOnly(phone()), "");
});

test("an address without https can neither seal nor check a receipt", () => {
  assert.equal(onlineOnly(phone({ isSecure: false, hasCrypto: false })), "browser.not_secure");
  assert.equal(canReport(phone({ hasCrypto: false })), false);
  assert.equal(canReport(phone({ hasStore: false })), true);
});

test("a private window is told before anything about the make of the browser", () => {
  assert.equal(onlineOnly(phone({ hasStore: false, kind: kindOf({ userAgent: WECHAT }) })), "browser.private");
});

test("WeChat's browser and its mini programs are online only, on iOS too", () => {
  assert.equal(onlineOnly(phone({ kind: kindOf({ userAgent: WECHAT }) })), "browser.wechat");
  assert.equal(onlineOnly(phone({ kind: kindOf({ userAgent: `${IPHONE} MicroMessenger/8.0` }) })), "browser.wechat");
  assert.equal(onlineOnly(phone({ kind: kindOf({ userAgent: ANDROID, environment: "miniprogram" }) })), "browser.wechat");
});

test("iOS is asked onto the home screen; from there it keeps what it is given", () => {
  const kind = kindOf({ userAgent: IPHONE, touchPoints: 5 });
  assert.equal(onlineOnly(phone({ kind })), "browser.ios_not_installed");
  assert.equal(onlineOnly(phone({ kind, isStandalone: true })), "");
});

test("an iPad that says Macintosh is known by its touch", () => {
  assert.equal(kindOf({ userAgent: IPAD, touchPoints: 5 }).isIos, true);
  assert.equal(kindOf({ userAgent: IPAD, touchPoints: 0 }).isIos, false);
});

test("without a service worker the page needs the network", () => {
  assert.equal(onlineOnly(phone({ hasWorker: false })), "browser.no_worker");
});

test("a phone is called by its model where the browser tells it", () => {
  assert.equal(labelOf(ANDROID), "RMX1971");
  assert.equal(labelOf(NEW_ANDROID), "Android");
  assert.equal(labelOf(IPHONE), "iPhone");
  assert.equal(labelOf(""), "Phone");
});
