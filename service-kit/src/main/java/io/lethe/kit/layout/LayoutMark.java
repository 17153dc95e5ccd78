// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.layout;

import java.util.Optional;

/** Where a place keeps its layout number. */
public interface LayoutMark {

  /** The number as it is written there, whatever that is; empty where there is none. */
  Optional<String> read();

  /** Whether the place holds anything but the number. */
  boolean isUsed();

  /** Sets the number if nobody has. */
  void writeIfAbsent(String number);
}
