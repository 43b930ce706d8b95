import { byteString } from "../../store/key-index";
import { padded, type Shape, spread } from "../shape";

/** Among them pairs that look the same (NFC and NFD), and U+FFxx, which UTF-16 would sort behind the emoji. */
const FOLDERS = [
  "A folder with spaces",
  "100% & <more>",
  "Ångström",
  "A\u030angstro\u0308m",
  "Äpfel",
  "A\u0308pfel",
  "Ελλάδα",
  "Москва",
  "Հայաստան",
  "ירושלים",
  "القاهرة",
  "नमस्ते",
  "বাংলা",
  "தமிழ்",
  "ไทย",
  "ქართული",
  "አማርኛ",
  "ខ្មែរ",
  "Tiếng Việt",
  "Tiê\u0301ng Viê\u0323t",
  "ひらがな",
  "カタカナ",
  "か\u3099",
  "が",
  "漢字",
  "中文",
  "한국어",
  "\u1112\u1161\u11ab\u1100\u116e\u11a8",
  "\ufb01nance",
  "\uff21\uff22\uff23",
  "\uff76\uff9e",
  "\uffe5",
  "\u{10330}\u{10339}",
  "\u{1d504}\u{1d505}",
  "\u{1f300}",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
  "\u{1f600}",
  "\u{20000}\u{2a6a5}",
];

const STEMS = [
  "a+b",
  "café",
  "cafe\u0301",
  "naïve",
  "straße",
  "STRASSE",
  "ı",
  "İ",
  "отчёт",
  "отче\u0308т",
  "تقرير",
  "दस्तावेज़",
  "報告",
  "报告",
  "보고서",
  "\u200fשלום",
  "\uff46\uff55\uff4c\uff4c",
  "\ufffd",
  "\u{1f4c4}",
  "\u{1f9fe}\ufe0f",
  "\u{2f800}",
];

/** With its end, so that no name begins another and the order of the names is that of their keys. */
function inOrder(names: readonly string[], end: string): string[] {
  return names.map((name) => byteString(name + end)).sort((a, b) => (a < b ? -1 : 1));
}

/** Names in many scripts whose order is that of their UTF-8 bytes and of nothing else. */
export function unicodeShape(size: number): Shape {
  const folders = inOrder(FOLDERS, "/");
  const stems = inOrder(STEMS, "-");
  return {
    size,
    keyAt(position) {
      const folder = spread(position, size, folders.length);
      const stem = spread(folder.at, folder.count, stems.length);
      return `${folders[folder.cell]}${stems[stem.cell]}${padded(stem.at, 7)}.txt`;
    },
  };
}
