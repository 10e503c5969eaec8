from django.db import migrations, models

# Search by name as one function with the owner's rights. Under row-level security `@@` may not use the
# GIN index, because the operator is not marked leakproof; so the function applies the very same test of
# scope itself (coso.lo, coso.hi, coso.many, coso.member), and only keys leave it. It narrows further to the
# intervals of positions given, in which the reader may see members.
#
# Each step is planned for its own values (EXECUTE), so that common words walk the order of names and
# rare ones ask the GIN index:
#   1. people whose given name begins with the last word, one walk for each way it may be written;
#   2. all others who bear the words. Words borne by many are walked in the order of names; of the
#      rest at most 5,000 are looked at.
FOUND = r"""
CREATE FUNCTION members_found(words text, beginnings text[], los bigint[], his bigint[], own bigint, most int)
RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  lo bigint := NULLIF(current_setting('coso.lo', true), '')::bigint;
  hi bigint := NULLIF(current_setting('coso.hi', true), '')::bigint;
  many bigint := NULLIF(current_setting('coso.many', true), '')::bigint;
  self bigint := NULLIF(current_setting('coso.member', true), '')::bigint;
  places text := 'false';
  base text;
  beginning text;
  ids bigint[];
  got bigint[] := '{}';
  share float8;
BEGIN
  FOR i IN 1 .. coalesce(array_length(los, 1), 0) LOOP
    IF lo IS NOT NULL AND greatest(lo, los[i]) <= least(hi, his[i] - 1) THEN
      places := places || format(' OR m.position BETWEEN %s AND %s', greatest(lo, los[i]), least(hi, his[i] - 1));
    END IF;
  END LOOP;
  places := replace('(' || places || ')', '(false OR ', '(');
  IF many IS NOT NULL THEN
    places := places || format(' AND EXISTS (SELECT 1 FROM access_appointment a JOIN org_unit u ON u.id = a.unit_id
      WHERE a.user_id = %s AND m.position >= u.position AND m.position < u.position_end
        AND a.valid_from <= CURRENT_DATE AND (a.valid_to IS NULL OR a.valid_to > CURRENT_DATE))', many);
  END IF;
  base := format('SELECT m.id FROM members_member m WHERE m.name_tokens @@ %L::tsquery AND m.merged_into_id IS NULL AND ', words);

  -- The reader's own record stands first, whatever the units.
  IF own IS NOT NULL AND own = self THEN
    SELECT coalesce(array_agg(id), '{}') INTO got FROM members_member m
      WHERE m.id = own AND m.name_tokens @@ words::tsquery AND m.merged_into_id IS NULL;
  END IF;
  IF places LIKE '(false)%' THEN
    RETURN QUERY SELECT unnest(got);
    RETURN;
  END IF;

  FOREACH beginning IN ARRAY beginnings LOOP
    EXIT WHEN cardinality(got) >= most;
    EXECUTE format('SELECT array(%s%s AND m.name_key >= %L AND m.name_key < %L AND m.id <> ALL (%L) ORDER BY m.name_key LIMIT %s)',
      base, places, beginning, beginning || chr(127), got, most - cardinality(got)) INTO ids;
    got := got || ids;
  END LOOP;

  IF cardinality(got) < most THEN
    share := members_share(words);
    IF share > 0.05 THEN
      EXECUTE format('SELECT array(%s%s AND m.id <> ALL (%L) ORDER BY m.name_key LIMIT %s)',
        base, places, got, most - cardinality(got)) INTO ids;
    ELSE
      EXECUTE format('SELECT array(SELECT f.id FROM (%s%s AND m.id <> ALL (%L) LIMIT 5000) f JOIN members_member n USING (id)
        ORDER BY n.name_key LIMIT %s)', base, places, got, most - cardinality(got)) INTO ids;
    END IF;
    got := got || ids;
  END IF;
  RETURN QUERY SELECT unnest(got);
END $$;

-- Which part of all members bears the words, as the planner guesses from its statistics.
CREATE FUNCTION members_share(words text) RETURNS float8 LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  plan json;
  everyone float8;
BEGIN
  EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM members_member m WHERE m.name_tokens @@ %L::tsquery', words) INTO plan;
  SELECT greatest(reltuples, 1) INTO everyone FROM pg_class WHERE oid = 'members_member'::regclass;
  RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8 / everyone;
END $$;
"""
UNDO = """
DROP FUNCTION members_found(text, text[], bigint[], bigint[], bigint, int);
DROP FUNCTION members_share(text);
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0003_stays_aside")]
    operations = [
        migrations.RunSQL(FOUND, UNDO),
        migrations.AddIndex("member", models.Index(fields=["database_id"], condition=~models.Q(database_id=""), name="member_database_id")),
        migrations.AddIndex("member", models.Index(fields=["history_number"], condition=~models.Q(history_number=""), name="member_history_number")),
        migrations.AddIndex("member", models.Index(fields=["old_identity_number"], condition=~models.Q(old_identity_number=""), name="member_old_identity")),
        migrations.AddIndex("member", models.Index(fields=["old_card_number"], condition=~models.Q(old_card_number=""), name="member_old_card")),
    ]
