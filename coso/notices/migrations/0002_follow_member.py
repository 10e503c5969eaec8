from django.db import migrations

# What a member is told, and how they want it, stands where the member stands. With the owner's rights and a full scope, as
# what follows a member in members 0002: the member's new branch may lie outside the scope of the one who moves them.
FOLLOW = """
CREATE FUNCTION notices_place_what_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public SET coso.lo = '0' SET coso.hi = '4611686018427387904' SET coso.many = ''
AS $$ BEGIN
  UPDATE notices_message SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE notices_choice SET position = NEW.position WHERE member_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER notices_place_what_follows AFTER UPDATE OF unit_id ON members_member FOR EACH ROW
  WHEN (OLD.position IS DISTINCT FROM NEW.position) EXECUTE FUNCTION notices_place_what_follows();
"""
UNDO = "DROP TRIGGER notices_place_what_follows ON members_member; DROP FUNCTION notices_place_what_follows();"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("members", "0002_follow_member")]
    operations = [migrations.RunSQL(FOLLOW, UNDO)]
