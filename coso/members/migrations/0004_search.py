from django.db import migrations, models

# Search by name as one function with the owner's rights. Under row-level security `@@` may not use the
# GIN index, because the operator is not marked leakproof; so the function applies the very same test of
# scope itself (coso.lo, coso.hi, coso.many, coso.member), and only keys leave it. It narrows further to the
# intervals of positions given, in which the reader may see members.
#
# `others` are the words before the last, `last` is the word being typed, which may be cut short. Each step
# is planned for its own values (EXECUTE). `IS TRUE` keeps a test away from the GIN index: the beginnings of
# common words would gather millions of rows there.
#   1. people whose given name begins with the last word, one walk for each way it may be written;
#   2. all others who bear the words: in the order of names when enough bear them, else among the first 2,000.
FOUND = r"""
CREATE FUNCTION members_found(others text, last text, beginnings text[], los bigint[], his bigint[], own bigint, most int)
RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_sort = on SET enable_bitmapscan = on AS $$
DECLARE
  lo bigint := NULLIF(current_setting('coso.lo', true), '')::bigint;
  hi bigint := NULLIF(current_setting('coso.hi', true), '')::bigint;
  many int8multirange := NULLIF(current_setting('coso.many', true), '')::int8multirange;
  self bigint := NULLIF(current_setting('coso.member', true), '')::bigint;
  words text := concat_ws(' & ', NULLIF(others, ''), last);
  places text := '';
  whole text;
  indexed text := '';
  everyone float8;
  passed float8;
  beginning text;
  ids bigint[];
  got bigint[] := '{}';
BEGIN
  FOR i IN 1 .. coalesce(array_length(los, 1), 0) LOOP
    IF greatest(lo, los[i]) <= least(hi, his[i] - 1) AND lo IS NOT NULL AND hi IS NOT NULL THEN
      places := concat_ws(' OR ', NULLIF(places, ''), format('m.position BETWEEN %s AND %s', greatest(lo, los[i]), least(hi, his[i] - 1)));
    END IF;
  END LOOP;

  -- The reader's own record, whatever the units.
  IF own = self THEN
    SELECT array_agg(m.id) INTO ids FROM members_member m WHERE m.id = own AND m.name_tokens @@ words::tsquery AND m.merged_into_id IS NULL;
    got := coalesce(ids, '{}');
  END IF;
  IF places = '' THEN
    RETURN QUERY SELECT unnest(got);
    RETURN;
  END IF;

  places := format('(%s) AND m.merged_into_id IS NULL', places);
  IF many IS NOT NULL THEN
    places := places || format(' AND m.position <@ %L::int8multirange', many);
  END IF;
  whole := format(' AND (m.name_tokens @@ %L::tsquery) IS TRUE', words);
  everyone := members_guessed('true');
  passed := members_guessed(places);
  IF others <> '' THEN
    passed := passed * members_guessed(format('m.name_tokens @@ %L::tsquery', others)) / everyone;
  END IF;
  -- The planner does not know that given name and words go together; where a walk is short, it is made to walk.
  IF everyone / passed * most < 10000 THEN
    PERFORM set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true);
  ELSIF members_guessed(format('m.name_tokens @@ %L::tsquery', last)) < everyone * 0.05 THEN
    indexed := format(' AND m.name_tokens @@ %L::tsquery', words);
  ELSIF others <> '' THEN
    indexed := format(' AND m.name_tokens @@ %L::tsquery', others);
  END IF;

  FOREACH beginning IN ARRAY beginnings LOOP
    EXIT WHEN cardinality(got) >= most;
    EXECUTE format('SELECT array(SELECT m.id FROM members_member m WHERE %s%s%s AND m.name_key >= %L AND m.name_key < %L
      AND m.id <> ALL (%L) ORDER BY m.name_key LIMIT %s)',
      places, whole, indexed, beginning, beginning || chr(127), got, most - cardinality(got)) INTO ids;
    got := got || ids;
  END LOOP;

  PERFORM set_config('enable_sort', 'on', true), set_config('enable_bitmapscan', 'on', true);

  IF cardinality(got) < most THEN
    IF everyone * (most - cardinality(got)) / members_guessed(places || whole) < 30000 THEN
      EXECUTE format('SELECT array(SELECT m.id FROM members_member m WHERE %s%s AND m.id <> ALL (%L) ORDER BY m.name_key LIMIT %s)',
        places, whole, got, most - cardinality(got)) INTO ids;
    ELSE
      EXECUTE format('SELECT array(SELECT f.id FROM (SELECT m.id, m.name_key FROM members_member m WHERE %s%s%s AND m.id <> ALL (%L) LIMIT 2000) f
        ORDER BY f.name_key LIMIT %s)', places, whole, indexed, got, most - cardinality(got)) INTO ids;
    END IF;
    got := got || ids;
  END IF;
  RETURN QUERY SELECT unnest(got);
END $$;

-- How many members the planner thinks pass a test, from its statistics; at least one.
CREATE FUNCTION members_guessed(test text) RETURNS float8 LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) SELECT 1 FROM members_member m WHERE ' || test INTO plan;
  RETURN greatest((plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8, 1);
END $$;
"""
UNDO = """
DROP FUNCTION members_found(text, text, text[], bigint[], bigint[], bigint, int);
DROP FUNCTION members_guessed(text);
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
