// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The main code of all modules. Tests, generated sources and {@code package-info} are not counted.
 *
 * @param modules where it lies
 * @param files in the order of modules and paths
 * @param packages how many packages have a {@code package-info}
 * @param nullMarked how many of these are {@code @NullMarked}
 */
record House(Modules modules, List<SourceFile> files, int packages, int nullMarked) {
  static final Path MAIN_CODE = Path.of("src", "main", "java");

  House {
    files = List.copyOf(files);
  }

  /** Reads the repository that has the given root. */
  static House read(Path root) throws IOException {
    Modules modules = Modules.read(root);
    SourceReader reader = new SourceReader(root);
    List<SourceFile> files = new ArrayList<>();
    int packages = 0;
    int nullMarked = 0;
    for (String module : modules.names()) {
      for (Path file : sources(root.resolve(module).resolve(MAIN_CODE))) {
        if (file.endsWith("package-info.java")) {
          packages++;
          nullMarked += reader.isNullMarked(file) ? 1 : 0;
        } else {
          files.add(reader.read(file));
        }
      }
    }
    return new House(modules, files, packages, nullMarked);
  }

  private static List<Path> sources(Path code) throws IOException {
    try (Stream<Path> tree = Files.walk(code)) {
      return tree.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
