"""The rig that media benchmarks and tests share: light ends, a picture, decoding viewers, a relay process."""
