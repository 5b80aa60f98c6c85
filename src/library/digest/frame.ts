/**
 * What every mail stands in: one table of 600 pixels, inline styles, system fonts. Mail programs drop style sheets or parts of them, so
 * all that matters stands on the elements; the sheet only adds the dark theme and narrow screens, where those are understood.
 */
import { Html, html } from "./html.ts";

const serif = "Georgia,'Times New Roman',serif";
const sans = "-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";

/** The site's own colours, on white paper: most mail programs show white around it. */
export const style = {
  text: `margin:0;font:16px/1.5 ${serif};color:#1d1b16`,
  quiet: `margin:0;font:13px/1.5 ${sans};color:#56513f`,
  title: `margin:0;font:600 19px/1.3 ${serif};color:#1d1b16`,
  link: "color:#0b5566",
  /** Set apart enough for the holes to be seen as a strip. */
  strip: `margin:0;font:15px/1.4 ${sans};color:#1a6e45;letter-spacing:3px`,
  button: `display:inline-block;padding:11px 20px;background:#0b5566;border-radius:3px;color:#ffffff;font:600 16px/1.4 ${sans};text-decoration:none`,
} as const;

const sheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page, .sheet { background: #161513 !important; }
  .ink { color: #e9e4d8 !important; }
  .pale { color: #b3ac9b !important; }
  .link { color: #7fc8d8 !important; }
  .holes { color: #62c894 !important; }
  .rule { border-color: #39352e !important; }
  .button { background: #7fc8d8 !important; color: #10292f !important; }
}
@media (max-width: 620px) {
  .sheet { width: 100% !important; }
  .side { padding-left: 16px !important; padding-right: 16px !important; }
}`;

/** @param preheader what a list of mails shows after the subject. @param rows table rows. @param foot below the rule. */
export const framed = ({
  title,
  preheader,
  rows,
  foot,
}: {
  readonly title: string;
  readonly preheader: string;
  readonly rows: readonly Html[];
  readonly foot: Html;
}): string =>
  html`<!doctype html>
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <title>${title}</title>
        <style>
          ${new Html(sheet)}
        </style>
      </head>
      <body class="page" style="margin:0;padding:0;background:#ffffff">
        <div style="display:none;max-height:0;overflow:hidden">${preheader}</div>
        <table
          role="presentation"
          class="page"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border="0"
          style="background:#ffffff"
        >
          <tr>
            <td align="center">
              <table
                role="presentation"
                class="sheet"
                width="600"
                cellpadding="0"
                cellspacing="0"
                border="0"
                style="width:600px;max-width:100%;text-align:left;background:#ffffff"
              >
                <tr>
                  <td class="side rule" style="padding:28px 24px 12px;border-bottom:1px solid #1d1b16">
                    <p class="ink" style="${style.quiet};color:#1d1b16">papertape</p>
                    <h1 class="ink" style="${style.title};font-size:24px">${title}</h1>
                  </td>
                </tr>
                ${rows}
                <tr>
                  <td class="side" style="padding:20px 24px 40px">${foot}</td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html> `.text;

export const row = (content: Html): Html =>
  html`<tr>
    <td class="side rule" style="padding:20px 24px;border-bottom:1px solid #ddd6c5">${content}</td>
  </tr> `;

/** A link that says what it opens, in the colour of the theme. */
export const link = (href: string, text: string): Html =>
  html`<a class="link" href="${href}" style="${style.link}">${text}</a>`;
