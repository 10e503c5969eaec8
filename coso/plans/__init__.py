"""What a member means to do about themself in a year: drafted alone, registered with the branch, read by nobody above it."""
