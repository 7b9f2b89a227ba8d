"""The measurements: settings in, frozen result out, no state and no screen."""
