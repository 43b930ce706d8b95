// npm run build: makes .next/standalone, the folder that `npm start` and the image run.
import "./node-version.mjs";
import { build } from "./build.mjs";
import { stopWhenInterrupted } from "./interruption.mjs";

stopWhenInterrupted();
const { code } = await build({ show: true });
process.exit(code);
