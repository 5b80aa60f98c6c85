/** Named and numbered characters of HTML and XML, as the text that they stand for. */
export { decodeHTML as decodeEntities } from "entities";
