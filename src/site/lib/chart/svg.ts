/** A chart as a file of its own: an SVG that looks the same in any program, on white, without our style sheet. */
import { escapeHtml } from "#lab/text/escape";
import type { Chart } from "#lab/kit/index";
import { light } from "../style/light.ts";
import { axisTitle, type ChartModel, type Series, type XY } from "./model.ts";
import { linePath, lonePoints, spread } from "./path.ts";
import { dashes, paperColours, shapes } from "./palette.ts";

const size = { width: 760, height: 440 };
const font = "font-family='Inter, Helvetica, Arial, sans-serif' font-size='13'";
const { ink } = light;

/** The whole figure with title, axes, lines and labels, as text. */
export function chartSvg(model: ChartModel): string {
  const { chart, x, y, series } = model;
  const longest = Math.max(0, ...series.map(({ name }) => name.length));
  const left = 64 + 7.2 * Math.max(0, ...y.ticks.map(({ label }) => label.length - 6));
  const [top, right, bottom] = [64, 48 + Math.min(220, longest * 7.2), 52];
  const [width, height] = [size.width - left - right, size.height - top - bottom];
  const yTicks = y.ticks.map(({ at, label }) => {
    const line = round(height * (1 - at));
    return `<line x2='${width}' y1='${line}' y2='${line}' stroke='#ddd8cc'/><text x='-8' y='${line + 4}' text-anchor='end'>${escapeHtml(label)}</text>`;
  });
  const xTicks = x.ticks.map(({ at, label }) => {
    const line = round(width * at);
    return `<line x1='${line}' x2='${line}' y1='${height}' y2='${height + 5}' stroke='${ink}'/><text x='${line}' y='${height + 20}' text-anchor='middle'>${escapeHtml(label)}</text>`;
  });
  const drawn = series.map((one) =>
    chart.mark === "dots"
      ? dots(
          one.seeds.flatMap(({ points }) => points),
          one,
          model,
          width,
          height,
        )
      : lines(one, model, width, height),
  );
  const ends = spread(
    series.map((one) => endOf(one, model)),
    17 / height,
  );
  const labels = series.map(
    (one, index) =>
      swatch(one, chart.mark, width, round(ends[index] * height)) +
      `<text x='${width + 31}' y='${round(ends[index] * height) + 4}'>${escapeHtml(one.name)}</text>`,
  );
  return [
    `<svg xmlns='http://www.w3.org/2000/svg' width='${size.width}' height='${size.height}' viewBox='0 0 ${size.width} ${size.height}' role='img'>`,
    `<title>${escapeHtml(model.name)}</title><desc>${escapeHtml(chart.caption)}</desc>`,
    `<rect width='100%' height='100%' fill='#ffffff'/><g ${font} fill='${ink}'>`,
    `<text x='16' y='26' font-size='16' font-weight='600'>${escapeHtml(model.name)}</text><text x='16' y='48'>${escapeHtml(axisTitle(chart.y))}</text>`,
    `<g transform='translate(${left} ${top})'>${yTicks.join("")}${xTicks.join("")}`,
    `<line x2='${width}' y1='${height}' y2='${height}' stroke='${ink}'/>`,
    `<text x='${width}' y='${height + 42}' text-anchor='end'>${escapeHtml(axisTitle(chart.x))}</text>`,
    `${drawn.join("")}${labels.join("")}</g></g></svg>`,
  ].join("");
}

const round = (value: number): number => Math.round(value * 10) / 10;

const stroke = (colour: number, dash = ""): string =>
  `fill='none' stroke='${paperColours[colour]}'${dash ? ` stroke-dasharray='${dash}'` : ""}`;

/** What stands before the name of a series. */
const swatch = ({ colour, dash }: Series, mark: Chart["mark"], left: number, y: number): string =>
  mark === "dots"
    ? `<path d='${shapes[dash]}' transform='translate(${left + 18} ${y})' fill='${paperColours[colour]}'/>`
    : `<line x1='${left + 8}' x2='${left + 26}' y1='${y}' y2='${y}' ${stroke(colour, dashes[dash])} stroke-width='2.5'/>`;

/** Where the label of a series wants to stand: at its last value, 0 at the top. */
export function endOf({ mean, seeds }: Series, { y }: ChartModel): number {
  const last = [...mean, ...(mean.length === 0 ? (seeds[0]?.points ?? []) : [])].findLast(
    ([, value]) => value !== null,
  );
  return last === undefined ? 0.5 : 1 - (y.at(last[1]!) ?? 0.5);
}

function lines(series: Series, model: ChartModel, width: number, height: number): string {
  const { seeds, mean, colour, dash } = series;
  const { x, y } = model;
  const thin = seeds.length > 1 ? seeds : [];
  return (
    thin
      .map(({ points }) => `<path d='${linePath(points, x, y, width, height)}' ${stroke(colour)} opacity='0.35'/>`)
      .join("") +
    `<path d='${linePath(mean, x, y, width, height)}' ${stroke(colour, dashes[dash])} stroke-width='2'/>` +
    dots(lonePoints(mean), series, model, width, height)
  );
}

function dots(
  points: readonly XY[],
  { colour, dash }: Series,
  { x, y }: ChartModel,
  width: number,
  height: number,
): string {
  return points
    .map(([px, py]) => {
      const [across, up] = [x.at(px), py === null ? null : y.at(py)];
      if (across === null || up === null) return "";
      const place = `translate(${round(across * width)} ${round((1 - up) * height)})`;
      return `<path d='${shapes[dash]}' transform='${place}' fill='${paperColours[colour]}'/>`;
    })
    .join("");
}
