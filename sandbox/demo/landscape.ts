import { encodePng } from "./png";
import { pick, seededRandom } from "./random";

type Colour = readonly [number, number, number];

const SKIES: readonly (readonly [Colour, Colour])[] = [
  [
    [38, 70, 130],
    [250, 190, 130],
  ],
  [
    [90, 150, 210],
    [230, 240, 245],
  ],
  [
    [25, 25, 60],
    [180, 90, 120],
  ],
  [
    [110, 120, 135],
    [215, 215, 210],
  ],
  [
    [20, 60, 80],
    [240, 210, 160],
  ],
];

const mix = (a: number, b: number, t: number) => a + (b - a) * t;

/** One ridge line: waves of falling size, so that it looks like hills rather than like noise. */
function ridge(random: () => number, width: number, base: number, height: number): Float64Array {
  const waves = [1, 2, 4, 8, 16, 32].map((times) => ({
    frequency: (times * (0.7 + random() * 0.6) * Math.PI * 2) / width,
    size: height / times ** 0.9,
    shift: random() * Math.PI * 2,
  }));
  const line = new Float64Array(width);
  for (let x = 0; x < width; x++)
    line[x] =
      base + waves.reduce((sum, wave) => sum + Math.sin(x * wave.frequency + wave.shift) * wave.size, 0);
  return line;
}

/** A made-up view: sky, sun and hills that fade into the distance. The same seed gives the same picture. */
export function landscape(seed: number, width = 1200, height = 800): Buffer {
  const random = seededRandom(seed);
  const [top, bottom] = pick(random, SKIES);
  const sun = { x: width * (0.2 + random() * 0.6), y: height * (0.2 + random() * 0.3), r: height * 0.05 };
  const land: Colour = [20 + random() * 30, 40 + random() * 40, 35 + random() * 35];
  const ridges = [0.5, 0.6, 0.7, 0.82].map((at, depth) =>
    ridge(random, width, height * at, height * (0.02 + 0.018 * depth)),
  );
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const sky = y / height;
    for (let x = 0; x < width; x++) {
      let depth = -1;
      for (let i = 0; i < ridges.length; i++) if (y > (ridges[i]?.[x] ?? height)) depth = i;
      const glow = Math.max(0, 1 - Math.hypot(x - sun.x, y - sun.y) / (sun.r * 6));
      const disc = Math.hypot(x - sun.x, y - sun.y) < sun.r ? 1 : 0;
      for (let c = 0; c < 3; c++) {
        const air = mix(top[c] ?? 0, bottom[c] ?? 0, sky) + glow * glow * 60 + disc * 120;
        const haze = 0.65 - depth * 0.2;
        const value = depth < 0 ? air : mix(land[c] ?? 0, bottom[c] ?? 0, haze);
        pixels[(y * width + x) * 3 + c] = Math.min(255, Math.max(0, value));
      }
    }
  }
  return encodePng(width, height, pixels);
}

/** A poster as SVG: the file type that must never become active in the dashboard's own origin. */
export function poster(title: string, hue: number): string {
  const rings = Array.from(
    { length: 9 },
    (_, i) => `<circle cx="300" cy="330" r="${250 - i * 26}" fill="hsl(${hue + i * 9} 60% ${22 + i * 7}%)"/>`,
  ).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 800"><rect width="600" height="800" fill="hsl(${hue} 40% 96%)"/>${rings}<text x="300" y="700" font-family="sans-serif" font-size="54" text-anchor="middle" fill="hsl(${hue} 50% 20%)">${title}</text></svg>\n`;
}
