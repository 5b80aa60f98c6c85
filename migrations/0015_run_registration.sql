ALTER TABLE "runs" ADD COLUMN "registration" text;--> statement-breakpoint
-- By hand: names within what is kept as JSON, as the code has them since. Claims of the shelf are written anew at every start, those that left it are not.
UPDATE claims SET definition = (definition - 'says') || jsonb_build_object('statement', definition -> 'says') WHERE definition ? 'says';--> statement-breakpoint
UPDATE claims SET definition = (definition - 'beyond') || jsonb_build_object('outOfScope', definition -> 'beyond') WHERE definition ? 'beyond';
--> statement-breakpoint
UPDATE bakeoff_units SET
  key = replace(replace(key, 'canaries', 'sanity-checks'), 'reading/', 'forward-pass/'),
  "row" = cast(replace(replace(replace(replace(replace(replace(cast("row" AS text),
    '"rate": ', '"learningRate": '), '"rates": ', '"learningRates": '), '"modeGap": ', '"trainEvalGap": '), '"says": ', '"statement": '),
    '"kind": "canaries"', '"kind": "sanity checks"'), '"kind": "reading"', '"kind": "forward pass"') AS jsonb);
