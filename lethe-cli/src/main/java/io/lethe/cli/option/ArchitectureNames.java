// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import io.lethe.learning.architecture.Architectures;
import java.util.Iterator;

/** The values of {@code --architecture}, for help texts and completion. */
public final class ArchitectureNames implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    return Architectures.names().iterator();
  }
}
