import { describe, expect, it } from "vitest";
import { gridCommand } from "./grid-command";

const press = (combination: string) => {
  const keys = combination.split("+");
  return gridCommand({
    key: keys.at(-1) === "Space" ? " " : (keys.at(-1) ?? ""),
    ctrlKey: keys.includes("Control"),
    metaKey: keys.includes("Meta"),
    shiftKey: keys.includes("Shift"),
    altKey: keys.includes("Alt"),
  });
};

describe("gridCommand", () => {
  it.each([
    ["ArrowDown", { do: "move", step: "down", extend: false, keep: false }],
    ["Shift+ArrowUp", { do: "move", step: "up", extend: true, keep: false }],
    ["Control+Shift+End", { do: "move", step: "last", extend: true, keep: true }],
    ["PageDown", { do: "move", step: "page-down", extend: false, keep: false }],
    ["Enter", { do: "open" }],
    ["Backspace", { do: "up" }],
    ["Delete", { do: "delete" }],
    ["Space", { do: "toggle" }],
    ["Escape", { do: "none" }],
    ["Control+a", { do: "all" }],
    ["Meta+a", { do: "all" }],
    ["Shift+F10", { do: "menu" }],
    ["ContextMenu", { do: "menu" }],
  ])("%s", (combination, command) => {
    expect(press(combination)).toEqual(command);
  });

  it.each(["F10", "a", "Control+r", "Alt+ArrowUp", "Control+Backspace", "F5", "Shift+Delete", "Tab"])(
    "leaves %s to the browser",
    (combination) => {
      expect(press(combination)).toBeNull();
    },
  );
});
