import { expect, test } from "vitest";
import { MailError, type MailFailure, type MailStage } from "../mail/failure.ts";
import { outcomeOf, pauseAfter } from "./outcome.ts";

test.each<[MailFailure, MailStage, string, object]>([
  ["refused", "recipient", "550 5.1.1 no such user", { kind: "refused", gone: true }],
  ["refused", "recipient", "550 no such user", { kind: "refused", gone: true }],
  ["refused", "recipient", "550 5.2.1 mailbox disabled", { kind: "refused", gone: true }],
  ["refused", "recipient", "552 5.2.2 mailbox full", { kind: "refused", gone: false }],
  ["refused", "recipient", "554 5.7.1 we do not like you", { kind: "refused", gone: false }],
  ["refused", "verdict", "554 5.6.0 we do not like this", { kind: "refused", gone: false }],
  ["later", "recipient", "451 4.7.1 greylisted", { kind: "later", ours: false }],
  ["later", "sender", "550 who are you", { kind: "later", ours: true }],
  ["later", "connection", "ECONNREFUSED", { kind: "later", ours: true }],
  ["unknown", "verdict", "connection closed", { kind: "unknown" }],
])("%s at %s: %s", (failure, stage, said, outcome) => {
  expect(outcomeOf(new MailError(failure, said, { stage }))).toMatchObject(outcome);
});

test("tries are further and further apart, up to two hours", () => {
  expect([1, 2, 3, 6, 60].map(pauseAfter)).toEqual([5, 10, 20, 120, 120].map((minutes) => minutes * 60_000));
});
