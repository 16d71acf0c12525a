"""The benchmarks behind `./dev bench`, one file each; what they share is in `rig`."""
