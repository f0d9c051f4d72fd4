"""A special action over several nodes: tasks that go to them, are taken up or declined, and are reported on."""
