"""Access: may she, which ones, who looked."""
