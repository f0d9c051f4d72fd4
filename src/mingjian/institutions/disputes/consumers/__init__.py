"""The page of a consumer: opened by an officer, read and answered by its code."""
