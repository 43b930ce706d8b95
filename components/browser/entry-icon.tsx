import {
  File,
  FileArchive,
  FileAudio,
  FileCode,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
  Folder,
  FolderDot,
  type LucideIcon,
} from "lucide-react";
import type { Entry } from "@/lib/client/entries";

const TYPES: [LucideIcon, string][] = [
  [FileImage, "avif bmp gif heic ico jpeg jpg png psd raw svg tif tiff webp"],
  [FileVideo, "avi m4v mkv mov mp4 mpeg mpg ogv webm"],
  [FileAudio, "aac aiff flac m4a mid mp3 oga ogg opus wav"],
  [FileArchive, "7z br bz2 deb dmg gz iso jar rar rpm tar tgz xz zip zst"],
  [FileSpreadsheet, "arrow avro csv ods orc parquet tsv xls xlsx"],
  [
    FileCode,
    "c cc cpp cs css go h html java js json jsonl jsx lua php py rb rs sh sql toml ts tsx xml yaml yml",
  ],
  [FileText, "doc docx epub log md odt pdf ppt pptx rtf tex txt"],
];

const BY_EXTENSION = new Map(
  TYPES.flatMap(([icon, extensions]) => extensions.split(" ").map((extension) => [extension, icon] as const)),
);

export function EntryIcon({ entry }: { entry: Entry }) {
  const className = "size-4 shrink-0";
  if (entry.kind === "prefix")
    return <Folder aria-hidden className={`${className} fill-accent/15 text-accent`} />;
  if (entry.key.endsWith("/")) return <FolderDot aria-hidden className={`${className} text-muted`} />;
  const extension = entry.name.slice(entry.name.lastIndexOf(".") + 1).toLowerCase();
  const Icon = BY_EXTENSION.get(extension) ?? File;
  return <Icon aria-hidden className={`${className} text-muted`} />;
}
