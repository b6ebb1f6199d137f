// Opens each diagram in bpmn-js with the camunda namespace and saves it again, without a browser.
//   in: paths, one a line      out: {path: {warnings: [text], xml: text}}
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html><div id="canvas"></div>', { pretendToBeVisual: true });
drawOnNothing(window);

const { default: Modeler } = await import('bpmn-js/dist/bpmn-modeler.production.min.js');
const descriptor = new URL('node_modules/camunda-bpmn-moddle/resources/camunda.json', import.meta.url);
const camunda = JSON.parse(readFileSync(descriptor));

const saved = {};
for (const file of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const modeler = new Modeler({ container: window.document.getElementById('canvas'), moddleExtensions: { camunda } });
  const { warnings } = await modeler.importXML(readFileSync(file, 'utf8'));
  const { xml } = await modeler.saveXML({ format: true });
  saved[file] = { warnings: warnings.map((warning) => warning.message), xml };
  modeler.destroy();
}
process.stdout.write(JSON.stringify(saved));

// jsdom knows no geometry: what bpmn-js asks of SVG while it draws is answered with something harmless.
function drawOnNothing(browser) {
  class SVGMatrix {
    a = 1; b = 0; c = 0; d = 1; e = 0; f = 0;
    inverse() { return this; }
    translate() { return this; }
    multiply() { return this; }
    scale() { return this; }
    rotate() { return this; }
  }
  const transform = () => ({ type: 0, matrix: new SVGMatrix(), setTranslate() {}, setRotate() {}, setScale() {}, setMatrix() {} });
  const list = {
    numberOfItems: 0, initialize() {}, appendItem() {}, clear() {}, getItem: () => null,
    consolidate: transform, createSVGTransformFromMatrix: transform,
  };
  Object.assign(browser.SVGElement.prototype, {
    getBBox: () => ({ x: 0, y: 0, width: 100, height: 20 }),
    getComputedTextLength: () => 50,
    getScreenCTM: () => new SVGMatrix(),
    createSVGMatrix: () => new SVGMatrix(),
    createSVGPoint: () => ({ x: 0, y: 0, matrixTransform() { return this; } }),
    createSVGTransform: transform,
    createSVGTransformFromMatrix: transform,
  });
  Object.defineProperty(browser.SVGElement.prototype, 'transform', { get: () => ({ baseVal: list }) });
  browser.HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: 6 * text.length }) });
  const names = ['document', 'Element', 'Node', 'SVGElement', 'HTMLElement', 'DOMParser', 'XMLSerializer', 'Event',
    'MutationObserver', 'getComputedStyle', 'requestAnimationFrame', 'cancelAnimationFrame'];
  for (const name of names) {
    Object.defineProperty(globalThis, name, { value: browser[name], configurable: true, writable: true });
  }
  Object.assign(globalThis, { window: browser, SVGMatrix, CSS: { escape: (text) => text } });
}
