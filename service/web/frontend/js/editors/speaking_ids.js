// Gives what is drawn here an id that says what it is, once it gets a name: Activity_0az6yji, "Copy of plan" -> Task_CopyOfPlan.
// What stood in the file keeps its id, whatever it is called: running cases are known by it.
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

import { speakingId } from "./names.js";

const NAMED = ["element.updateLabel", "element.updateProperties"];

class SpeakingIds extends CommandInterceptor {
  constructor(eventBus, modeling, elementRegistry) {
    super(eventBus);
    let found = new Set();
    eventBus.on("import.done", () => {
      found = new Set(elementRegistry.getAll().map(({ id }) => id));
    });
    this.postExecuted(NAMED, ({ context: { element } }) => {
      const target = element.labelTarget ?? element;
      const { id, name } = getBusinessObject(target);
      if (!target.parent || !is(target, "bpmn:FlowNode") || found.has(id)) return;
      const speaking = speakingId({ id, name, type: target.type }, (wanted) => !elementRegistry.get(wanted));
      if (speaking) modeling.updateProperties(target, { id: speaking });
    });
  }
}
SpeakingIds.$inject = ["eventBus", "modeling", "elementRegistry"];

export default { __init__: ["speakingIds"], speakingIds: ["type", SpeakingIds] };
