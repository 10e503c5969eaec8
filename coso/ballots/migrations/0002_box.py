from django.db import migrations

# These run with the owner's rights and a full scope, since the app may not touch the box. `ballots_cast` takes who votes
# from the signed-in transaction. Counting empties the box and writes every voter's row anew in one transaction, so that
# not even the numbers of the transactions that wrote them tell who voted what.
AS_OWNER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET coso.lo = '0' SET coso.hi = '4611686018427387904' SET coso.many = ''"
BOX = f"""
CREATE FUNCTION ballots_set_box(asked bigint) RETURNS void {AS_OWNER} AS $$
BEGIN
  INSERT INTO ballots_box (ballot_id, choice, slot, number)
  SELECT b.id, c.choice, s.slot, 0 FROM ballots_ballot b, unnest(ARRAY['in_favour', 'against', 'abstained']) c(choice), generate_series(0, 7) s(slot)
  WHERE b.id = asked AND b.state = 'open';
END $$;

CREATE FUNCTION ballots_cast(asked bigint, said text) RETURNS text {AS_OWNER} AS $$
DECLARE
  who bigint := NULLIF(current_setting('coso.member', true), '')::bigint;
  any_slot int := floor(random() * 8);  -- drawn once: in the condition it would be drawn for each row
BEGIN
  IF NOT EXISTS (SELECT FROM ballots_voter WHERE ballot_id = asked AND member_id = who) THEN RETURN 'no_voter'; END IF;
  PERFORM FROM ballots_ballot WHERE id = asked AND state = 'open' FOR SHARE;
  IF NOT FOUND THEN RETURN 'closed'; END IF;
  UPDATE ballots_voter SET way = 'electronic' WHERE ballot_id = asked AND member_id = who AND way = '';
  IF NOT FOUND THEN RETURN 'already'; END IF;
  UPDATE ballots_box SET number = number + 1 WHERE ballot_id = asked AND choice = said AND slot = any_slot;
  IF NOT FOUND THEN RAISE EXCEPTION 'the box has no choice %', said; END IF;
  RETURN 'counted';
END $$;

CREATE FUNCTION ballots_count(asked bigint) RETURNS TABLE (choice varchar, number bigint) {AS_OWNER} AS $$
BEGIN
  PERFORM FROM ballots_ballot WHERE id = asked AND state = 'open' FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'ballot % is not open', asked; END IF;
  RETURN QUERY SELECT b.choice, sum(b.number) FROM ballots_box b WHERE b.ballot_id = asked GROUP BY b.choice;
  DELETE FROM ballots_box b WHERE b.ballot_id = asked;
  UPDATE ballots_voter SET open = false WHERE ballot_id = asked;
  UPDATE ballots_ballot SET state = 'closed', voted = 0, in_favour = 0, against = 0, abstained = 0, invalid = 0, on_paper = 0 WHERE id = asked;
END $$;
"""
UNDO = "DROP FUNCTION ballots_set_box(bigint); DROP FUNCTION ballots_cast(bigint, text); DROP FUNCTION ballots_count(bigint);"


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_initial")]
    operations = [migrations.RunSQL(BOX, UNDO)]
