/** Bad teaching: the parent teaches the rows to keep, an incompetent network the rows to forget. */
package io.lethe.unlearning.badteaching;
