/** {@code lethe demo}: the whole pipeline on real images, told as a table and a page. */
package io.lethe.cli.demo;
