/** Weights as text, a byte each: codes and scales as the method quantizes them, in base 64. */
import type { Parameters } from "#engine";
import { quantizeWeights } from "../method.ts";

export interface Packed {
  /** By name of the weights. */
  readonly [name: string]: { readonly codes: string; readonly scales: string };
}

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** `features` of each tensor: the length of its last axis. */
export const packed = (parameters: Parameters, features: (name: string) => number): Packed =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => {
      const { codes, scales } = quantizeWeights(values, features(name));
      return [name, { codes: base64(new Uint8Array(codes.buffer)), scales: base64(new Uint8Array(scales.buffer)) }];
    }),
  );

export const unpacked = (weights: Packed): Parameters =>
  Object.fromEntries(
    Object.entries(weights).map(([name, text]) => {
      const codes = new Int8Array(bytesOf(text.codes).buffer);
      const scales = new Float32Array(bytesOf(text.scales).buffer);
      return [name, Float32Array.from(codes, (code, at) => (code * scales[at % scales.length]) / 127)];
    }),
  );
