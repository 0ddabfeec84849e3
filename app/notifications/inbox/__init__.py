"""The page of news: what is new for somebody, read or not."""
