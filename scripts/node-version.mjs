// Imported first by every command that runs before `npm ci`: an old Node would fail later in a way that says nothing.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Cooper needs Node 20.19 or newer; this is ${process.versions.node}. Install it from your system's packages or with a version manager, then run the same command again.`,
  );
  process.exit(1);
}
