from importlib import import_module

from django.db import migrations

BEFORE = import_module("coso.ballots.migrations.0002_box")
AS_OWNER = BEFORE.AS_OWNER
GONE = """
DROP FUNCTION ballots_set_box(bigint, text[]); DROP FUNCTION ballots_cast(bigint, text); DROP FUNCTION ballots_put(bigint, text[], jsonb); DROP FUNCTION ballots_count(bigint);
"""
# A sheet of a survey marks several choices at once and may say something in words. All counters of the slot are written anew
# with each sheet, whichever are marked, and its words are shuffled: the numbers of the transactions that wrote the rows tell
# that somebody used the slot, not what was marked. Rows are locked in one order, so that two sheets never wait in a ring.
SHEETS = f"""
CREATE FUNCTION ballots_set_box(asked bigint, choices text[] DEFAULT ARRAY['in_favour', 'against', 'abstained']) RETURNS void {AS_OWNER} AS $$
BEGIN
  INSERT INTO ballots_box (ballot_id, choice, slot, number)
  SELECT b.id, c.choice, s.slot, 0 FROM ballots_ballot b, unnest(choices) c(choice), generate_series(0, 7) s(slot)
  WHERE b.id = asked AND b.state = 'open';
END $$;

CREATE FUNCTION ballots_put(asked bigint, marks text[], said jsonb) RETURNS text {AS_OWNER} AS $$
DECLARE
  who bigint := NULLIF(current_setting('coso.member', true), '')::bigint;
  any_slot int := floor(random() * 8);  -- drawn once: in the condition it would be drawn for each row
  wanted text[] := marks || ARRAY(SELECT jsonb_object_keys(said));
BEGIN
  IF NOT EXISTS (SELECT FROM ballots_voter WHERE ballot_id = asked AND member_id = who) THEN RETURN 'no_voter'; END IF;
  PERFORM FROM ballots_ballot WHERE id = asked AND state = 'open' FOR SHARE;
  IF NOT FOUND THEN RETURN 'closed'; END IF;
  UPDATE ballots_voter SET way = 'electronic' WHERE ballot_id = asked AND member_id = who AND way = '';
  IF NOT FOUND THEN RETURN 'already'; END IF;
  PERFORM FROM ballots_box WHERE ballot_id = asked AND slot = any_slot ORDER BY id FOR UPDATE;
  IF (SELECT count(*) FROM ballots_box WHERE ballot_id = asked AND slot = any_slot AND choice = ANY (wanted)) <> cardinality(wanted) THEN
    RAISE EXCEPTION 'the box has no choice %', wanted;
  END IF;
  UPDATE ballots_box SET number = number + (choice = ANY (wanted))::int,
    texts = CASE WHEN said ? choice THEN ARRAY(SELECT one FROM unnest(texts || (said ->> choice)) one ORDER BY random()) ELSE texts END
  WHERE ballot_id = asked AND slot = any_slot;
  RETURN 'counted';
END $$;

CREATE FUNCTION ballots_cast(asked bigint, said text) RETURNS text {AS_OWNER} AS $$
BEGIN
  RETURN ballots_put(asked, ARRAY[said], '{{}}');
END $$;

CREATE FUNCTION ballots_count(asked bigint) RETURNS TABLE (choice varchar, number bigint, texts text[]) {AS_OWNER} AS $$
BEGIN
  PERFORM FROM ballots_ballot WHERE id = asked AND state = 'open' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'ballot % is not open', asked; END IF;
  RETURN QUERY SELECT b.choice, sum(b.number),
    ARRAY(SELECT one FROM ballots_box w, unnest(w.texts) one WHERE w.ballot_id = asked AND w.choice = b.choice ORDER BY random())
    FROM ballots_box b WHERE b.ballot_id = asked GROUP BY b.choice;
  DELETE FROM ballots_box b WHERE b.ballot_id = asked;
  UPDATE ballots_voter SET open = false WHERE ballot_id = asked;
  UPDATE ballots_ballot SET state = 'closed', voted = 0, in_favour = 0, against = 0, abstained = 0, invalid = 0, on_paper = 0 WHERE id = asked;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0003_surveys")]
    operations = [migrations.RunSQL(BEFORE.UNDO + SHEETS, GONE + BEFORE.BOX)]
