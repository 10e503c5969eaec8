"""The pages of meetings: reading, planning, the running meeting, afterwards, and a member's own."""
