"""What phones send: each tap an operation with a key of its own, entered once, and never lost on the way.

An app declares a kind beside its verbs, in its `operations.py`:

    class Mark(Payload):
        meeting: int
        member: int
        status: str

    @operation("meeting.mark", version=2, payload=Mark, title=_("Roll call"), place=where, says=words)
    def mark(tap: Tap[Mark]) -> dict[str, Any]:
        call = get_object_or_404(Call.objects.visible_to(tap.by), ...)
        meetings.mark(call=call, status=tap.payload.status, operation=tap.key, claimed_at=tap.claimed_at, by=tap.by)
        return {}

    @translator("meeting.mark", since=1)
    def with_words(old: dict[str, Any]) -> dict[str, Any]: ...

The function asks leave as every page does: through `visible_to` and its verb. What it refuses waits for a person; of a
`private` kind it stays on the phone instead.
"""
