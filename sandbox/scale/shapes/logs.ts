import { padded, type Shape, spread } from "../shape";

const HOUR = 3_600_000;
const START = Date.UTC(2019, 0, 1);
const HOURS = (Date.UTC(2025, 0, 1) - START) / HOUR;
const HOSTS = 12;

function folderOf(hour: number): string {
  const date = new Date(START + hour * HOUR).toISOString();
  return `logs/${date.slice(0, 4)}/${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(11, 13)}/`;
}

/** Six years of logs in a folder for every hour: `logs/2024/05/17/12/host-03-1530-000017.gz`. */
export function logsShape(size: number): Shape {
  return {
    size,
    keyAt(position) {
      const hour = spread(position, size, HOURS);
      const host = spread(hour.at, hour.count, HOSTS);
      const second = Math.floor((host.at * 3600) / host.count);
      const time = `${padded(Math.floor(second / 60), 2)}${padded(second % 60, 2)}`;
      return `${folderOf(hour.cell)}host-${padded(host.cell, 2)}-${time}-${padded(host.at, 6)}.gz`;
    },
  };
}
