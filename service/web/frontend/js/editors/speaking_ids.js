// Gives what is drawn here an id that says what it is, and that follows its name: Activity_0az6yji, "Copy of plan" -> Task_CopyOfPlan.
// What stood in the file keeps its id, whatever it is called: running cases are known by it.  So does what was given one by hand.
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

import { GivenIds } from "./names.js";

const NAMED = ["element.updateLabel", "element.updateProperties"];

class SpeakingIds extends CommandInterceptor {
  constructor(eventBus, modeling, elementRegistry) {
    super(eventBus);
    let ids = new GivenIds();
    eventBus.on("import.done", () => {
      ids = new GivenIds(elementRegistry.getAll().map(({ id }) => id));
    });
    this.postExecuted("shape.create", ({ context: { shape } }) => ids.drawn(getBusinessObject(shape).id));
    this.postExecuted(NAMED, ({ context: { element, properties } }) => {
      const target = element.labelTarget ?? element;
      const { id, name } = getBusinessObject(target);
      if (properties?.id) ids.chosen(properties.id);
      if (!target.parent || !is(target, "bpmn:FlowNode")) return;
      const speaking = ids.after({ id, name, type: target.type }, (wanted) => !elementRegistry.get(wanted));
      if (speaking) modeling.updateProperties(target, { id: speaking });
    });
  }
}
SpeakingIds.$inject = ["eventBus", "modeling", "elementRegistry"];

export default { __init__: ["speakingIds"], speakingIds: ["type", SpeakingIds] };
