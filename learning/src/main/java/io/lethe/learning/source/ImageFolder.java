// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.ByteTable;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.dataset.Subjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Images in folders split/class/file. Classes are numbered by the order of their names over all
 * splits; ordinals go through train, test, validation, in each by class, in each class by file
 * name.
 */
final class ImageFolder {

  private static final Pattern IMAGE = Pattern.compile(".*\\.(jpe?g|png)");

  /** What systems leave in folders, beside hidden files. */
  private static final List<String> LITTER = List.of("thumbs.db", "desktop.ini", "__macosx/");

  private final BundleFiles files;
  private final Defects defects;
  private final Map<Split, List<String>> splitFolders = new HashMap<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final ClassTable classes;
  private final BundleIndex.Builder samples = new BundleIndex.Builder();
  private final ByteTable paths = new ByteTable();

  private ImageFolder(BundleFiles files, Defects defects) {
    this.files = files;
    this.defects = defects;
    this.classes = new ClassTable(defects);
  }

  /** Tells whether there is a folder of a split with a folder in it. */
  static boolean liesIn(BundleFiles files) throws IOException {
    for (String name : files.children("")) {
      if (isFolder(name)
          && Split.ofAlias(bare(name)).isPresent()
          && files.children(name).stream().anyMatch(child -> isFolder(child) && !isLitter(child))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Lists the samples and who owns them.
   *
   * @throws DatasetException listing the first defects when there are any
   */
  static FileSamples read(BundleFiles files, SourceOptions options, Defects defects)
      throws IOException {
    ImageFolder folder = new ImageFolder(files, defects);
    folder.findSplits();
    folder.numberClasses();
    defects.throwIfAny();
    for (Split split : Split.values()) {
      folder.addSplit(split);
    }
    SampleRules.check("the folder", folder.samples, folder.classes, defects);
    Subjects subjects = SubjectTable.read(files, options, folder.samples, folder.paths, defects);
    return new FileSamples(
        folder.samples, subjects, folder.paths.values(), folder.classes.names(), ordinal -> "");
  }

  private void findSplits() throws IOException {
    for (String name : files.children("")) {
      if (!isFolder(name) || isLitter(name)) {
        continue;
      }
      Split.ofAlias(bare(name))
          .ifPresentOrElse(
              split -> splitFolders.computeIfAbsent(split, key -> new ArrayList<>()).add(name),
              () ->
                  defects.add(
                      "folder %s is no split: name it train, test or validation, or move it away"
                          .formatted(Defects.quote(name))));
    }
  }

  private void numberClasses() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (List<String> folders : splitFolders.values()) {
      for (String folder : folders) {
        for (String name : files.children(folder)) {
          if (isFolder(name) && !isLitter(name)) {
            names.add(bare(name));
          } else if (!isLitter(name)) {
            defects.add(
                "file %s lies in no class: put it into %sCLASS/ or move it away"
                    .formatted(Defects.quote(folder + name), folder));
          }
        }
      }
    }
    names.forEach(this::labelOf);
  }

  /** A class that appears while the folder is read comes last. */
  private int labelOf(String className) {
    return labels.computeIfAbsent(className, added -> labels.size());
  }

  private void addSplit(Split split) throws IOException {
    List<String> folders = splitFolders.getOrDefault(split, List.of());
    for (String folder : folders) {
      for (String name : files.children(folder)) {
        if (isFolder(name) && !isLitter(name)) {
          addClass(split, folder + name, bare(name));
        }
      }
    }
  }

  private void addClass(Split split, String folder, String className) throws IOException {
    int before = samples.samples();
    for (String name : files.children(folder)) {
      if (isLitter(name)) {
        continue;
      }
      String path = folder + name;
      if (isFolder(name) || !IMAGE.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
        defects.add(
            "%s is no image: a class folder holds .png, .jpg and .jpeg files only; move it away"
                .formatted(Defects.quote(path)));
      } else if (!BundleFiles.isPlain(path)) {
        defects.add(
            "path %s holds a backslash, a control character or a drive: rename it"
                .formatted(Defects.quote(path)));
      } else if (files.lookUp(path) != BundleFiles.Lookup.PRESENT) {
        defects.add(
            "path %s leads out of the folder through a link: copy the file into the folder"
                .formatted(Defects.quote(path)));
      } else {
        addImage(split, className, path);
      }
    }
    if (samples.samples() == before) {
      defects.add(
          "class folder %s holds no image: add some or take the folder away"
              .formatted(Defects.quote(folder)));
    }
  }

  private void addImage(Split split, String className, String path) {
    OptionalInt label = classes.add(path, labelOf(className), className);
    if (label.isPresent()) {
      samples.addSample(split, label.getAsInt());
      paths.intern(path.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean isFolder(String name) {
    return name.endsWith("/");
  }

  private static String bare(String folder) {
    return folder.substring(0, folder.length() - 1);
  }

  private static boolean isLitter(String name) {
    return name.startsWith(".") || LITTER.contains(name.toLowerCase(Locale.ROOT));
  }
}
