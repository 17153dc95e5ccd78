// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

import java.nio.file.Path;
import java.util.List;

/**
 * What is measured of one file of Java.
 *
 * @param path from the root of the repository
 * @param lines all of them, blank ones and comments too
 * @param bodies methods and constructors that have a body
 * @param signatures all methods and constructors
 * @param publicTypes how many types are public at the top of the file
 * @param undocumented those of them that lack javadoc
 */
record SourceFile(
    Path path,
    int lines,
    List<Body> bodies,
    List<Signature> signatures,
    int publicTypes,
    List<String> undocumented) {

  SourceFile {
    bodies = List.copyOf(bodies);
    signatures = List.copyOf(signatures);
    undocumented = List.copyOf(undocumented);
  }

  /** The package's folder: packages of one name in two modules are two. */
  Path folder() {
    return path.resolveSibling("");
  }
}
