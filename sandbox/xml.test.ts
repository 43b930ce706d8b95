import { describe, expect, test } from "vitest";
import { childNodes, childText, childTexts, onlyChildren, readXml, writeXml } from "./xml";

describe("readXml", () => {
  test("keeps white space and resolves references once", () => {
    const root = readXml("<?xml version='1.0'?>\n<D xmlns='x'><K> a&amp;lt;&#x41;&#66;\r\n</K><K/></D>", "D");
    expect(childTexts(root, "K")).toEqual([" a&lt;AB\n", ""]);
  });

  test("takes a prefixed name space and finds nested elements", () => {
    const root = readXml("<s:D xmlns:s='x'><s:O><s:K>1</s:K></s:O></s:D>", "D");
    expect(childNodes(root, "O").map((node) => childText(node, "K"))).toEqual(["1"]);
  });

  test.each([
    "",
    "text",
    "<D>",
    "<D></D><D></D>",
    "<D></D>after",
    "<Other></Other>",
    "<!DOCTYPE D [<!ENTITY x 'y'>]><D>&x;</D>",
    "<D>\u0001</D>",
    "<D>\ufffe</D>",
  ])("refuses %j", (text) => {
    expect(() => readXml(text, "D")).toThrow("not well-formed");
  });

  test.each(["&#1;", "&#xFFFE;", "&#xD800;", "&#x110000;", "&nbsp;", "&toString;"])(
    "refuses the reference %s",
    (text) => {
      expect(() => childText(readXml(`<D><K>${text}</K></D>`, "D"), "K")).toThrow("not well-formed");
    },
  );

  test("an unknown, doubled or misplaced element is an error", () => {
    expect(() => onlyChildren(readXml("<D><X/></D>", "D"), ["K"])).toThrow("not well-formed");
    expect(() => childText(readXml("<D><K>1</K><K>2</K></D>", "D"), "K")).toThrow("not well-formed");
    expect(() => childText(readXml("<D><K><L/></K></D>", "D"), "K")).toThrow("not well-formed");
    expect(() => onlyChildren(readXml("<D> \n<K/> </D>", "D"), ["K"])).not.toThrow();
  });
});

describe("writeXml", () => {
  test("escapes markup, and control characters as references", () => {
    const text = writeXml("D", { K: `<&>"\r\u0001`, Missing: undefined, L: [{ N: 1 }, { N: 2 }] }, null);
    expect(text).toContain("<K>&lt;&amp;&gt;&quot;&#xD;&#x1;</K><L><N>1</N></L><L><N>2</N></L></D>");
    expect(text).not.toContain("Missing");
  });
});
