"""What the media plane reads from the network, each reader as a target for hostile bytes."""
