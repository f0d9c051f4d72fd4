"""Letters of assistance to other nodes and from them: how they are asked and answered, until when, and how soon."""
