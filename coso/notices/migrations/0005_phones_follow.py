from django.db import migrations

# As 0002, with the member's phones.
FOLLOW = """
CREATE OR REPLACE FUNCTION notices_place_what_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public SET coso.lo = '0' SET coso.hi = '4611686018427387904' SET coso.many = ''
AS $$ BEGIN
  UPDATE notices_message SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE notices_choice SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE notices_phone SET position = NEW.position WHERE member_id = NEW.id;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_phones")]
    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop)]
