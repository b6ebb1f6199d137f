// bpmnlint without the file system: the rules are in the bundle.
import recommended from "bpmnlint/config/recommended.js";
import StaticResolver from "bpmnlint/lib/resolver/static-resolver.js";
import RULES from "virtual:bpmnlint-rules"; // build.mjs: {name: rule}

import { OWN_RULES } from "./lint_rules.js";

const PLUGIN = "bpmnlint-plugin-pathways";
const cache = { "config:bpmnlint/recommended": recommended };
for (const [name, rule] of Object.entries(RULES)) cache[`rule:bpmnlint/${name}`] = rule;
for (const [name, rule] of Object.entries(OWN_RULES)) cache[`rule:${PLUGIN}/${name}`] = rule;

// Several arrows may lead into one step: the way goes on with each that arrives.
const ALLOWED = { "fake-join": "off" };
const own = Object.keys(OWN_RULES).map((name) => [`pathways/${name}`, "error"]);

export const lintConfig = {
  resolver: new StaticResolver(cache),
  config: { extends: "bpmnlint:recommended", rules: { ...ALLOWED, ...Object.fromEntries(own) } },
};
