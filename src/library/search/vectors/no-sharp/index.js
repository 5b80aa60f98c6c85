/**
 * Instead of sharp: transformers.js imports it when it is loaded, and calls it for images only, of which a text model has none.
 * Left out with it are 20 MB, libvips and its LGPL.
 */
export default function sharp() {
  throw new Error("papertape's search reads texts only: no image is opened here, and sharp is not installed");
}
