// SPDX-License-Identifier: Apache-2.0
package io.lethe.configuration;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Javadoc of the project's own sources, as Markdown on one line. */
final class Javadocs {
  private final Path project;
  private final Map<String, String> known = new TreeMap<>();

  Javadocs(Path project) {
    this.project = project;
  }

  String of(Class<?> type) throws IOException {
    return of(type, type.getSimpleName());
  }

  String of(Method method) throws IOException {
    Class<?> type = method.getDeclaringClass();
    return of(type, type.getSimpleName() + "#" + method.getName());
  }

  private String of(Class<?> type, String member) throws IOException {
    Class<?> outer = type.getEnclosingClass() == null ? type : type.getEnclosingClass();
    if (!known.containsKey(outer.getSimpleName())) {
      read(source(outer));
    }
    return Optional.ofNullable(known.get(member))
        .orElseThrow(() -> new AssertionError(member + " of " + outer + " has no javadoc"));
  }

  private Path source(Class<?> type) throws IOException {
    String file = type.getName().replace('.', '/') + ".java";
    try (Stream<Path> modules = Files.list(project)) {
      return modules
          .map(module -> module.resolve("src/main/java").resolve(file))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new AssertionError("no source of " + type));
    }
  }

  private void read(Path source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of(), null, files.getJavaFileObjects(source));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Reader(trees).scan(new TreePath(unit), null);
      }
    }
  }

  private final class Reader extends TreePathScanner<Void, Void> {
    private final DocTrees trees;

    Reader(DocTrees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      keep(type.getSimpleName().toString());
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      keep(type.getSimpleName() + "#" + method.getName());
      return null;
    }

    private void keep(String name) {
      DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
      if (comment != null) {
        known.put(name, markdown(comment.getFullBody()));
      }
    }
  }

  private static String markdown(List<? extends DocTree> body) {
    return body.stream()
        .map(Javadocs::markdown)
        .collect(Collectors.joining())
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String markdown(DocTree part) {
    if (part instanceof LiteralTree literal) {
      return "`" + literal.getBody().getBody() + "`";
    }
    if (part instanceof LinkTree link) {
      return "`"
          + link.getReference().getSignature().replaceFirst("^#", "").replace('#', '.')
          + "`";
    }
    return part.getKind() == DocTree.Kind.START_ELEMENT ? " " : part.toString();
  }
}
